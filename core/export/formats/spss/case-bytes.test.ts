import { expect, test } from 'vitest';
import { CaseBytes } from './case-bytes.ts';

function bytesOf(add: (cases: CaseBytes) => void): Buffer {
  const parts: Uint8Array[] = [];
  const cases = new CaseBytes((bytes) => parts.push(Uint8Array.from(bytes)));
  add(cases);
  cases.end();
  return Buffer.concat(parts);
}

const codes = (add: (cases: CaseBytes) => void): number[] => [...bytesOf(add).subarray(0, 8)];

test('small whole numbers are one byte, all others are whole', () => {
  const add = (cases: CaseBytes) => {
    for (const number of [-99, 0, 151, -100, 152, -0, 0.5]) cases.number(number);
  };
  expect(codes(add)).toEqual([1, 100, 251, 253, 253, 253, 253, 252]);
  const bytes = bytesOf(add);
  expect([8, 16, 24, 32].map((place) => bytes.readDoubleLE(place))).toEqual([-100, 152, -0, 0.5]);
  expect(bytes.length).toBe(40);
});

test('blank pieces of a text are one byte each', () => {
  const add = (cases: CaseBytes) => {
    cases.text('', [9]);
    cases.text('a          b', [24]);
  };
  expect(codes(add)).toEqual([254, 254, 253, 253, 254, 252, 0, 0]);
  expect(bytesOf(add).toString('latin1', 8)).toBe('a          b    ');
  expect(codes((cases) => cases.text(`a${' '.repeat(15)}b`, [24]))).toEqual([253, 254, 253, 252, 0, 0, 0, 0]);
});

test('a long text goes 255 bytes into each segment, and its last segments can be empty', () => {
  const text = 'x'.repeat(255) + 'y'.repeat(249);
  const bytes = bytesOf((cases) => cases.text(text, [255, 252]));
  const literals = Buffer.concat(
    Array.from({ length: 8 }, (_, group) => bytes.subarray(group * 72 + 8, group * 72 + 72)),
  );
  expect(literals.toString('latin1', 0, 256)).toBe(`${'x'.repeat(255)} `);
  expect(literals.toString('latin1', 256, 512)).toBe(`${'y'.repeat(249)}${' '.repeat(7)}`);
});

test('a text that is too long is never cut silently', () => {
  expect(() => bytesOf((cases) => cases.text('abc', [2]))).toThrow(RangeError);
  expect(() => bytesOf((cases) => cases.text('x'.repeat(600), [255, 252]))).toThrow(RangeError);
});

test('many cases come in pieces that together are whole', () => {
  const bytes = bytesOf((cases) => {
    for (let i = 0; i < 100_000; i += 1) cases.number(i + 0.5);
  });
  expect(bytes.length).toBe(100_000 * 9 + 8);
  const place = (i: number) => Math.floor(i / 8) * 72 + 8 + (i % 8) * 8;
  const wrong = Array.from({ length: 100_000 }, (_, i) => i).filter(
    (i) => bytes.readDoubleLE(place(i)) !== i + 0.5,
  );
  expect(wrong).toEqual([]);
});
