import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Secret } from '../../ground/secret.ts';
import { collect } from './testing/bytes.ts';
import { readAesZip } from './zip-aes-read.ts';

// What we write ourselves is read in zip-aes-write.test.ts.

const lines = Array.from({ length: 40 }, (_, n) => `line ${n} of a text\n`).join('');
const folder = fileURLToPath(new URL('../../../fixtures/backups/', import.meta.url));

test.each(['7-zip-26.02-stored.zip', '7-zip-26.02-packed.zip', 'p7zip-16.02-packed.zip'])(
  '%s opens',
  async (file) => {
    const read = (code: string) =>
      collect(readAesZip(`${folder}${file}`, new Secret(code), { folder, isForeign: true }));
    expect(String(await read('TEST-CODE-7ZIP'))).toBe(lines);
    await expect(read('TEST-CODE-OTHER')).rejects.toMatchObject({ code: 'backup.wrong_code' });
  },
);

test('it is none of ours, and only read where that is allowed', async () => {
  const read = collect(
    readAesZip(`${folder}7-zip-26.02-stored.zip`, new Secret('TEST-CODE-7ZIP'), { folder }),
  );
  await expect(read).rejects.toMatchObject({ code: 'backup.file_damaged' });
});
