import { randomBytes } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decoded, decodedAtOnce, decodedDocument, decodedText } from './decode.ts';
import { decoderFor, encodingsOf } from './decoders.ts';

const asked = { host: 'server.test', file: 'list' };

/** The pieces of a body, so many bytes each. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(
  bytes: Uint8Array,
  header: string | readonly string[] | undefined,
  size = 7,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of decoded(inPieces(bytes, size), header, asked)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const token = Buffer.from('{"token":"0123456789abcdef"}');
const list = Buffer.from(`<xforms>${'<xform><formID>household</formID></xform>'.repeat(500)}</xforms>`);
const file = randomBytes(70_000);

describe.each([
  ['a token', token],
  ['a list', list],
  ['a file', file],
  ['nothing', Buffer.alloc(0)],
])('%s', (_what, bytes) => {
  const encodings: readonly [string, Uint8Array, string | readonly string[] | undefined][] = [
    ['as it is', bytes, undefined],
    ['as it is, and said so', bytes, 'identity'],
    ['gzip', gzipSync(bytes), 'gzip'],
    ['x-gzip', gzipSync(bytes), ' X-GZIP '],
    ['deflate', deflateSync(bytes), 'deflate'],
    ['deflate without its frame', deflateRawSync(bytes), 'deflate'],
    ['br', brotliCompressSync(bytes), 'br'],
    ['one after the other', gzipSync(brotliCompressSync(bytes)), 'br, gzip'],
    ['in two headers', deflateSync(gzipSync(bytes)), ['gzip', 'deflate']],
    ['said twice, done once', gzipSync(bytes), 'gzip, gzip'],
    ['said to be gzip and is not', bytes, 'gzip'],
    ['said to be deflate and is not', bytes, 'deflate'],
    ['said to be br and is not', bytes, 'br'],
  ];
  // Of random bytes nobody can tell whether they are of an encoding that has no mark.
  const sure = encodings.filter(([what]) => bytes !== file || !/(deflate|br) and is not/.test(what));
  test.each(sure)('%s', async (_how, sent, header) => {
    for (const size of [sent.length > 1000 ? 999 : 1, 65_536])
      expect((await read(sent, header, size)).equals(bytes)).toBe(true);
    expect(decodedAtOnce(Buffer.from(sent), header, asked)?.equals(bytes)).toBe(true);
  });
});

test.each([
  ['not called compressed', gzipSync(list), undefined],
  ['called something else', gzipSync(list), 'deflate'],
  ['called br', gzipSync(list), 'br'],
  ['compressed twice, which is said once', gzipSync(gzipSync(list)), 'gzip'],
  ['compressed twice by two, which the first says', brotliCompressSync(gzipSync(list)), 'br'],
  ['as it is', list, undefined],
  ['nothing', Buffer.alloc(0), undefined],
])('a document that is %s', async (what, sent, header) => {
  for (const size of [1, 63, 65_536]) {
    const pieces: Uint8Array[] = [];
    for await (const piece of decodedDocument(inPieces(sent, size), header, asked)) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(what === 'nothing' ? sent : list)).toBe(true);
  }
  expect(decodedAtOnce(Buffer.from(sent), header, asked)?.equals(what === 'nothing' ? sent : list)).toBe(
    true,
  );
  const start = await decodedText(inPieces(sent, 9), header, asked, 100);
  expect(start).toBe(what === 'nothing' ? '' : list.subarray(0, 100).toString());
});

test('an encoding that we do not know is told', async () => {
  expect(encodingsOf('gzip, zstd')).toBeNull();
  expect(encodingsOf('gzip, gzip, gzip, gzip, gzip')).toBeNull();
  await expect(read(token, 'compress')).rejects.toMatchObject({ code: 'source.answer_unreadable' });
  expect(() => decodedAtOnce(token, 'compress', asked)).toThrow(
    expect.objectContaining({ code: 'source.answer_unreadable' }),
  );
});

test.each([
  ['gzip', gzipSync(list)],
  ['deflate', deflateSync(list)],
  ['br', brotliCompressSync(list)],
] as const)('%s that is cut or damaged is told as that', async (header, sent) => {
  const told = { code: expect.stringMatching(/^Z_/) };
  const cut = sent.subarray(0, sent.length - 9);
  await expect(read(cut, header)).rejects.toMatchObject(told);
  expect(() => decodedAtOnce(cut, header, asked)).toThrow(expect.objectContaining(told));
  // What brotli made has nothing to check it by.
  if (header === 'br') return;
  const wrong = Buffer.from(sent);
  for (let at = 40; at < wrong.length; at += 1) wrong[at] = (wrong[at] ?? 0) ^ 0x5a;
  await expect(read(wrong, header)).rejects.toMatchObject(told);
  expect(() => decodedAtOnce(wrong, header, asked)).toThrow(expect.objectContaining(told));
});

test('what grows to much is left to be unpacked piece by piece', () => {
  for (const [header, sent] of [
    ['gzip', gzipSync(Buffer.alloc(5 * 1024 * 1024))],
    ['br', brotliCompressSync(Buffer.alloc(5 * 1024 * 1024), { params: { 1: 1 } })],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(5 * 1024 * 1024)))],
  ] as const)
    expect(decodedAtOnce(sent, header, asked)).toBeNull();
  expect(decodedAtOnce(gzipSync(Buffer.alloc(4 * 1024 * 1024)), 'gzip', asked)).toHaveLength(4 * 1024 * 1024);
});

test('to tell whether a body is compressed, little of it is unpacked', () => {
  const large = brotliCompressSync(Buffer.alloc(16 * 1024 * 1024), { params: { 1: 5, 2: 24 } });
  expect(large.length).toBeLessThan(1024);
  // It is damaged where it has grown to much: only who unpacks that much finds out.
  const damaged = Buffer.concat([large.subarray(0, -2), Buffer.alloc(40, 0xff)]);
  expect(() => brotliDecompressSync(damaged)).toThrow();
  expect(decoderFor('br', damaged)).not.toBeNull();
  expect(decodedAtOnce(damaged, 'br', asked)).toBeNull();
});

test('what grows as no honest answer does is not read on, however it is compressed', async () => {
  const empty = Buffer.alloc(80 * 1024 * 1024);
  for (const [header, bomb] of [
    ['gzip', gzipSync(empty, { level: 1 })],
    ['br', brotliCompressSync(empty, { params: { 1: 1 } })],
    ['gzip, gzip', gzipSync(gzipSync(empty))],
  ] as const) {
    let most = 0;
    const reading = (async () => {
      for await (const piece of decoded(inPieces(bomb, 65_536), header, asked)) most += piece.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'net.too_large' });
    expect(most).toBeLessThan(70 * 1024 * 1024);
  }
});

test('a body that nobody reads on is given up', async () => {
  let ended = false;
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield gzipSync(randomBytes(1000));
    } finally {
      ended = true;
    }
  }
  for await (const piece of decoded(body(), 'gzip', asked)) if (piece.length > 0) break;
  await expect.poll(() => ended).toBe(true);
});
