import { expect, test } from 'vitest';
import { tokensOf } from './filter-tokens.ts';

const shown = (expression: string) =>
  tokensOf(expression)?.map(({ kind, value }) => `${kind} ${value}`) ?? null;

test.each([
  ["a = 'x'", ['path a', 'sign =', 'text x']],
  ['استان‌ها = /data/استان‌ها', ['path استان‌ها', 'sign =', 'path /data/استان‌ها']],
  ['col·lecció=../x😀y', ['path col·lecció', 'sign =', 'path ../x😀y']],
  ['jr:क‍ष != current()/../g/😀', ['path jr:क‍ष', 'sign !=', 'path current()/../g/😀']],
  ['selected(·a, 1)', null],
  ['not(a) and(b)', ['call not', 'path a', 'sign )', 'path and', 'sign (', 'path b', 'sign )']],
  ['a + b', null],
])('%s', (expression, tokens) => {
  expect(shown(expression)).toEqual(tokens);
});

test('a long name is read once', () => {
  expect(shown(`${'x'.repeat(100_000)}×`)).toBeNull();
});
