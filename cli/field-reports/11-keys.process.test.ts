// Covers cli/commands/keys.ts, keys/read-key.ts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { attache } from '../testing/attache.ts';

/* Key files that other programs made, or that were sent by mail. All hold the key TEST-key.pem. */
const folder = fileURLToPath(new URL('../../fixtures/field-reports/11-keys/', import.meta.url));
const FINGERPRINT = 'd29b66714899adbc94cd3359ee4856c22901b906cb0a47464ce736caae830fe6';

/** Files that cannot be read as a key, each with its message. */
const named: Readonly<Record<string, RegExp>> = {
  'TEST-PBE-SHA1-RC4-40.pem': /encrypted with PBE-SHA1-RC4-40.*\n.*openssl pkey -provider legacy/,
  'TEST-traditional-seed.pem': /encrypted with SEED.*\n.*openssl pkey -provider legacy/,
  'TEST-putty.ppk': /PuTTY key file.*\n.*puttygen/,
};

test.each(readdirSync(folder))('%s', async (file) => {
  const passphrase = file === 'TEST-empty-pass.p12' ? [] : ['--passphrase-env', 'PP'];
  const args = [
    '--workspace',
    join(temporaryFolder(), 'w'),
    'keys',
    'check',
    join(folder, file),
    ...passphrase,
  ];
  const { code, out, err } = await attache(args, { PP: 'secret' });
  const what = named[file];
  if (what === undefined) {
    expect(out.toString()).toContain(FINGERPRINT);
    expect(code).toBe(0);
  } else {
    expect(err).toMatch(what);
    expect(err).not.toMatch(/damaged|does not unlock/);
    expect(code).toBe(4);
  }
});
