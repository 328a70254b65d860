import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { expect, test } from 'vitest';
import { GrowingBytes } from '../../growing-bytes.ts';
import { writeSnappy } from './snappy.ts';

function snappy(bytes: Uint8Array): Buffer {
  const out = new GrowingBytes();
  writeSnappy(out, bytes);
  return out.bytes();
}

function readBack(bytes: Uint8Array): Uint8Array {
  const output = new Uint8Array(bytes.length);
  if (bytes.length > 0) snappyUncompress(snappy(bytes), output);
  return output;
}

test('another program reads back any bytes', () => {
  const repeating = fc
    .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 90 }), fc.integer({ min: 1, max: 40 })), {
      maxLength: 20,
    })
    .map((parts) => Buffer.concat(parts.flatMap(([part, times]) => Array<Uint8Array>(times).fill(part))));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), repeating), (bytes) => {
      expect(Buffer.compare(readBack(bytes), bytes)).toBe(0);
    }),
  );
});

test('another program reads back more bytes than a block has, whether they repeat or not', () => {
  const random = new Uint8Array(150_000);
  let state = 1;
  for (let i = 0; i < random.length; i += 1) {
    state = Math.imul(state, 1_103_515_245) + 12_345;
    random[i] = state >>> 16;
  }
  const texts = Buffer.from(Array.from({ length: 9000 }, (_, i) => `answer ${i % 97} of ${i * 7919}`).join());
  for (const bytes of [random, texts, new Uint8Array(200_000), random.subarray(0, 65_536)]) {
    expect(Buffer.compare(readBack(bytes), bytes)).toBe(0);
  }
  expect(snappy(random).length).toBeLessThan(1.001 * random.length);
  expect(snappy(texts).length).toBeLessThan(0.6 * texts.length);
  expect(snappy(new Uint8Array(200_000)).length).toBeLessThan(10_000);
});
