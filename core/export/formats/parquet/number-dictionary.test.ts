import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberDictionary } from './number-dictionary.ts';

test('gives every number back, to the bit', () => {
  const some = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, 0.1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 5e-324),
    fc.integer({ min: 0, max: 20 }),
  );
  fc.assert(
    fc.property(fc.array(some, { minLength: 60, maxLength: 300 }), (numbers) => {
      const dictionary = numberDictionary(Float64Array.from(numbers), numbers.length);
      const read = Array.from(dictionary?.indexes ?? [], (index) => dictionary?.numbers[index]);
      if (dictionary !== null) expect(read).toEqual(numbers);
      else expect(new Set(numbers).size).toBeGreaterThan(28);
    }),
  );
});

test('is none when most numbers differ', () => {
  const numbers = Float64Array.from({ length: 1000 }, (_, i) => i);
  expect(numberDictionary(numbers, 1000)).toBeNull();
  expect(
    numberDictionary(
      numbers.map((number) => number % 500),
      1000,
    )?.count,
  ).toBe(500);
  expect(
    numberDictionary(
      numbers.map((number) => number % 501),
      1000,
    ),
  ).toBeNull();
});

test('takes as many different numbers as there can be', () => {
  const numbers = Float64Array.from({ length: 20_000 }, (_, i) => (i % 8192) * 65_536);
  expect(numberDictionary(numbers, 20_000)?.count).toBe(8192);
});
