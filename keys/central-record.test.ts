import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import { readPrivateKeys } from './read-key.ts';

/*
 * Key records of a real Central (fixtures/central), with the passphrases that they were made with: one in ASCII, one in
 * several scripts.
 */
interface Recorded {
  readonly id: number;
  readonly public: string;
  readonly private: Readonly<Record<string, string>>;
}
const folder = join(import.meta.dirname, '..', 'fixtures', 'central', 'keys');
const { keys } = JSON.parse(readFileSync(join(folder, 'TEST-managed-keys.json'), 'utf8')) as {
  readonly keys: readonly Recorded[];
};
const passphrases: Readonly<Record<number, string>> = {
  3: 'correct horse battery throwaway',
  5: 'пароль-ключ-密码-é-throwaway',
};
const read = (value: unknown, passphrase: string) =>
  readPrivateKeys(Buffer.from(JSON.stringify(value)), {
    file: 'record.json',
    passphrase: new Secret(passphrase),
  });

test.each(keys.map((recorded) => [recorded.id, recorded] as const))('record %d', async (id, recorded) => {
  for (const shape of [
    recorded.private,
    recorded,
    { ...recorded, private: JSON.stringify(recorded.private) },
  ]) {
    const [key] = await read(shape, passphrases[id] ?? '');
    expect(key?.publicKey).toBe(recorded.public);
    expect(key?.format).toBe('ODK Central key record');
  }
});

test('a wrong passphrase, none, and what is no record', async () => {
  const record = keys[0]?.private;
  await expect(read(record, 'not it')).rejects.toMatchObject({ code: 'key.passphrase_wrong' });
  const bytes = Buffer.from(JSON.stringify(record));
  await expect(readPrivateKeys(bytes, { file: 'r' })).rejects.toMatchObject({
    code: 'key.passphrase_missing',
  });
  await expect(read({ ...record, iv: 'AAAA' }, 'x')).rejects.toMatchObject({ code: 'key.unknown_file' });
  await expect(read({ some: 'settings' }, 'x')).rejects.toMatchObject({ code: 'key.unknown_file' });
});
