// Covers app/keys/forms-naming.ts, app/keys/key-drafts.ts, app/keys/key-forms.ts,
// app/keys/passphrase-tries.ts, core/decrypt/fits-key.ts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { Secret } from '../../core/ground/secret.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { readKeyFile } from '../../keys/read-key-file.ts';
import { HeldKeys } from './held-keys.ts';
import { importKeys } from './import-keys.ts';
import { keyWork } from './key-work.ts';
import { listKeys } from './list-keys.ts';
import { unlockKey } from './unlock-key.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const folder = fileURLToPath(new URL('../../fixtures/sample-project/keys/', import.meta.url));
const FILE = `${folder}TEST-key-2025.pem`;
const PASSPHRASE = readFileSync(`${folder}TEST-key-2025.passphrase.txt`, 'utf8').trim();

test('the window lists a key that the command line added, with its file and format, and unlocks it', async () => {
  const workspace = spaces.open();
  await spaces.fill(workspace, [], 20);
  const read = await readKeyFile(FILE, new Secret(PASSPHRASE));
  const now = systemClock.now().toISOString();
  const [imported] = await importKeys(workspace, FILE, read, new Secret('TEST sealing'), now);
  expect(imported?.forms.map((form) => form.split(' ')[0]).sort()).toEqual([
    'child_health',
    'facility',
    'household',
  ]);
  const keys = new HeldKeys(() => undefined);
  const work = keyWork({ workspace, keys, clock: systemClock, keychain: null }, []);
  expect(listKeys(work).keys).toMatchObject([
    {
      name: 'TEST-key-2025.pem',
      file: 'TEST-key-2025.pem',
      format: 'PKCS#8, encrypted',
      state: 'locked',
      kept: 'sealed',
    },
  ]);
  const fingerprint = imported?.fingerprint ?? '';
  await unlockKey(work, fingerprint, { kind: 'passphrase', passphrase: new Secret('TEST sealing') });
  expect(keys.find(fingerprint)?.name).toBe('TEST-key-2025.pem');
});
