import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../core/ground/secret.ts';
import { readPrivateKeys } from './read-key.ts';

/*
 * Key records of a real Central (fixtures/central) with their passphrases: one in ASCII, one in several
 * scripts.
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

/** A record as PostgreSQL writes a column of JSON. */
const column = (recorded: Recorded): string =>
  `{${['iv', 'salt', 'pubkey', 'privkey'].map((name) => `"${name}": "${recorded.private[name] ?? ''}"`).join(', ')}}`;
const [first, second] = keys;
if (first === undefined || second === undefined) throw new Error('no records');
const pretty = (recorded: Recorded): readonly string[] =>
  JSON.stringify(recorded.private, null, 4).split('\n');
/** Cuts a text into lines of that length, as a terminal does with copied text. */
const wrapped = (text: string, width: number): string =>
  text.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '';
const width = Math.max(...pretty(first).map((line) => line.length));

const printed: readonly [string, string][] = [
  ['a table', ` private \n---------\n ${column(first)}\n(1 row)\n\n`],
  [
    'a table of whole rows',
    ` id |  public  |      private      | managed |    hint    | createdAt \n----+----------+-----+----+-----+------\n  3 | MIIBIjAN | ${column(first)} | t       | dog's name | 2026-11-23 07:41:24.089+00\n(1 row)\n`,
  ],
  ['a table with borders', `+---------+\n| private |\n+---------+\n| ${column(first)} |\n+---------+\n`],
  ['unaligned', `id|private|managed\n3|${column(first)}|t\n(1 row)\n`],
  ['rows alone', ` ${column(first)}\n`],
  ['CSV', `id,public,private,managed,hint\n3,MIIB,"${column(first).replaceAll('"', '""')}",t,"dog, black"\n`],
  ['one row after another', `-[ RECORD 1 ]---\nid      | 3\nprivate | ${column(first)}\nmanaged | t\n`],
  ['COPY', `3\tMIIB\t${column(first)}\tt\t\\N\n`],
  ['COPY of text', `3\t${column(first).replaceAll('"', '\\"')}\n`],
  [
    'pretty JSON in a table',
    ` jsonb_pretty \n----\n${pretty(first)
      .map((line, i, all) => ` ${line.padEnd(width)}${i < all.length - 1 ? '+' : ''}`)
      .join('\n')}\n(1 row)\n`,
  ],
  ['lines broken by a terminal', ` private \n---------\n ${wrapped(column(first), 80)}\n(1 row)\n`],
  ['a list of rows', JSON.stringify([first])],
  ['a row whose column is text', JSON.stringify({ ...first, private: JSON.stringify(first.private) })],
  ['a mail around it', `Dear Amina,\nhere is the key {as asked}:\n\n${column(first)}\n\nRegards\n`],
  ['Windows line ends', ` private \r\n---------\r\n ${column(first)}\r\n(1 row)\r\n`],
];

test.each(printed)('what psql prints: %s', async (_what, text) => {
  const [key, ...others] = await readPrivateKeys(Buffer.from(text), {
    file: 'keys.txt',
    passphrase: new Secret(passphrases[3] ?? ''),
  });
  expect([key?.publicKey, others]).toEqual([first.public, []]);
});

test('several rows give the keys that the passphrase fits, and the number of the others', async () => {
  const same = { ...first, id: 9 };
  const text = ` private \n----\n ${column(first)}\n ${column(second)}\n ${column(same)}\n(3 rows)\n`;
  const read = (passphrase: string) =>
    readPrivateKeys(Buffer.from(text), { file: 'keys.txt', passphrase: new Secret(passphrase) });
  for (const recorded of [first, second]) {
    const found = await read(passphrases[recorded.id] ?? '');
    expect(found.map(({ publicKey, others }) => [publicKey, others])).toEqual([[recorded.public, 1]]);
  }
  await expect(read('of none')).rejects.toMatchObject({ code: 'key.passphrase_wrong' });
});

test.each([
  ['without the private column', 'id,public,managed,hint,createdAt\n3,MIIBIjAN,t,dog,2026-11-23\n'],
  [
    'a table without it',
    ' id | public | managed | hint \n----+---+---+---\n  3 | MIIB | t | dog \n(1 row)\n',
  ],
  ['cut in the middle', ` private \n----\n ${column(first).slice(0, 400)}...\n(1 row)\n`],
  ['one part of it', `{"pubkey": "${first.private.pubkey}"}`],
])('a table of keys that lacks the private part says what to paste: %s', async (_what, text) => {
  const reading = readPrivateKeys(Buffer.from(text), { file: 'keys.txt', passphrase: new Secret('x') });
  await expect(reading).rejects.toMatchObject({ code: 'key.record_incomplete' });
});

test('more records than the limit are refused', async () => {
  const many = Array.from({ length: 51 }, (_, i) => {
    const privkey = Buffer.alloc(16, i).toString('base64');
    return column({ ...first, private: { ...first.private, privkey } });
  });
  await expect(
    readPrivateKeys(Buffer.from(many.join('\n')), { file: 'keys.txt', passphrase: new Secret('x') }),
  ).rejects.toMatchObject({ code: 'key.too_costly' });
});

test('a wrong passphrase, no passphrase, and a text without a record are problems', async () => {
  const record = keys[0]?.private;
  await expect(read(record, 'not it')).rejects.toMatchObject({ code: 'key.passphrase_wrong' });
  const bytes = Buffer.from(JSON.stringify(record));
  await expect(readPrivateKeys(bytes, { file: 'r' })).rejects.toMatchObject({
    code: 'key.passphrase_missing',
  });
  await expect(read({ ...record, iv: 'AAAA' }, 'x')).rejects.toMatchObject({ code: 'key.record_incomplete' });
  await expect(read({ some: 'settings' }, 'x')).rejects.toMatchObject({ code: 'key.unknown_file' });
});
