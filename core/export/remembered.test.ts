import { expect, test } from 'vitest';
import { remembered } from './remembered.ts';

test('a result is made once for each answer, until there are too many', () => {
  const made: string[] = [];
  const length = remembered((text) => {
    made.push(text);
    return text === 'none' ? null : text.length;
  });
  for (let i = 0; i < 3; i += 1) expect([length('none'), length(''), length('abc')]).toEqual([null, 0, 3]);
  expect(made).toEqual(['none', '', 'abc']);
  for (let i = 0; i < 5000; i += 1) expect(length(`${i}`)).toBe(`${i}`.length);
  expect(length('abc')).toBe(3);
  const long = 'x'.repeat(100_000);
  expect([length(long), length(long)]).toEqual([100_000, 100_000]);
  expect(made.filter((text) => text === long)).toHaveLength(2);
});
