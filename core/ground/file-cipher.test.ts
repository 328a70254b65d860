import { createDecipheriv, createSecretKey, hkdfSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { CHUNK, createOutput, encryptedSize, openInput, plainSize } from './file-cipher.ts';
import { isFileError } from './file-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-cipher-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'file');
const key = createSecretKey(Buffer.alloc(32, 7));
const other = createSecretKey(Buffer.alloc(32, 8));

/** Bytes that differ everywhere, so that moved chunks show. */
const bytesOf = (size: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 255));

function write(bytes: Uint8Array, under: typeof key | null = key, step = 50_000): void {
  const output = createOutput(path, under);
  try {
    for (let at = 0; at < bytes.length; at += step) output.write(bytes.subarray(at, at + step));
    output.end();
  } finally {
    output.close();
  }
}

function read(under: typeof key | null = key, position = 0, length = Number.POSITIVE_INFINITY): Buffer {
  const input = openInput(path, under);
  try {
    const target = Buffer.alloc(Math.min(length, Math.max(0, input.size - position)));
    return target.subarray(0, input.read(target, position));
  } finally {
    input.close();
  }
}

const codeOf = (action: () => unknown): string => {
  try {
    action();
    return 'none';
  } catch (error) {
    return isFileError(error) ? error.code : String(error);
  }
};

const SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5];

test.each(SIZES)('a file of %i bytes comes back, and its sizes are known without the key', (size) => {
  const bytes = bytesOf(size);
  write(bytes);
  expect(read().equals(bytes)).toBe(true);
  expect(statSync(path).size).toBe(encryptedSize(size));
  expect(plainSize(statSync(path).size)).toBe(size);
});

test('any part of any file, written in pieces of any length', () => {
  const parts = fc.tuple(
    fc.nat(4 * CHUNK),
    fc.nat(4 * CHUNK),
    fc.nat(2 * CHUNK),
    fc.integer({ min: 1, max: 90_000 }),
  );
  const check = fc.property(parts, fc.boolean(), ([size, position, length, step], isEncrypted) => {
    const bytes = bytesOf(size);
    const under = isEncrypted ? key : null;
    write(bytes, under, step);
    return read(under, position, length).equals(bytes.subarray(position, position + length));
  });
  fc.assert(check, { numRuns: 60 });
});

test('twenty lines over node:crypto read it', () => {
  const bytes = bytesOf(2 * CHUNK + 100);
  write(bytes);
  const file = readFileSync(path);
  expect(file.subarray(0, 8).toString('latin1')).toBe('ATTACHE\u0001');
  const own = Buffer.from(
    hkdfSync('sha256', Buffer.alloc(32, 7), file.subarray(8, 24), 'attache file 1', 32),
  );
  const plain = [0, 1, 2].map((number) => {
    const from = 24 + number * (CHUNK + 16);
    const chunk = file.subarray(from, Math.min(from + CHUNK + 16, file.length));
    const decipher = createDecipheriv(
      'aes-256-gcm',
      own,
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number, number === 2 ? 1 : 0]),
    );
    decipher.setAuthTag(chunk.subarray(-16));
    return Buffer.concat([decipher.update(chunk.subarray(0, -16)), decipher.final()]);
  });
  expect(Buffer.concat(plain).equals(bytes)).toBe(true);
});

test('nothing of the plaintext is in the file, and two files of one content differ', () => {
  const bytes = Buffer.from('planted answer '.repeat(6000));
  write(bytes);
  const first = readFileSync(path);
  write(bytes);
  expect(first.includes('planted')).toBe(false);
  expect(first.equals(readFileSync(path))).toBe(false);
});

test('any changed byte, any cut and any added byte is noticed', () => {
  const size = 2 * CHUNK + 20;
  write(bytesOf(size));
  const whole = readFileSync(path);
  const flipped = fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ mask;
    writeFileSync(path, bytes);
    return codeOf(() => read()) === 'EBADMSG';
  });
  fc.assert(flipped, { numRuns: 200 });
  for (const length of [0, 7, 23, 24, 39, 24 + CHUNK + 16, 24 + 2 * (CHUNK + 16), whole.length - 1]) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    expect(
      codeOf(() => read()),
      `cut to ${length}`,
    ).toBe('EBADMSG');
  }
  writeFileSync(path, Buffer.concat([whole, Buffer.alloc(1)]));
  expect(codeOf(() => read())).toBe('EBADMSG');
});

test('a file that was cut down to the size of an empty one is not empty', () => {
  for (const size of [1, 5, CHUNK, 2 * CHUNK]) {
    write(bytesOf(size));
    truncateSync(path, encryptedSize(0));
    expect(codeOf(() => read())).toBe('EBADMSG');
  }
  write(bytesOf(0));
  expect(codeOf(() => read(other))).toBe('EBADMSG');
  expect(read()).toHaveLength(0);
});

test('chunks cannot change places, and none can be left out', () => {
  write(bytesOf(3 * CHUNK));
  const whole = readFileSync(path);
  const chunk = (number: number): Buffer =>
    whole.subarray(24 + number * (CHUNK + 16), 24 + (number + 1) * (CHUNK + 16));
  const head = whole.subarray(0, 24);
  writeFileSync(path, Buffer.concat([head, chunk(1), chunk(0), chunk(2)]));
  expect(codeOf(() => read())).toBe('EBADMSG');
  writeFileSync(path, Buffer.concat([head, chunk(0), chunk(2)]));
  expect(codeOf(() => read())).toBe('EBADMSG');
  expect(codeOf(() => read(key, CHUNK, 10))).toBe('EBADMSG');
});

test('another key, and a file that is not encrypted, are noticed', () => {
  write(bytesOf(100));
  expect(codeOf(() => read(other))).toBe('EBADMSG');
  writeFileSync(path, 'plain text that is long enough to have a header of its own');
  expect(codeOf(() => read())).toBe('EBADMSG');
});

test('a file that was not ended is not whole', () => {
  const output = createOutput(path, key);
  output.write(bytesOf(CHUNK + 1));
  output.close();
  expect(codeOf(() => read())).toBe('EBADMSG');
});
