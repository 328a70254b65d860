import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerSplitter } from './answer-splitter.ts';

const split = (values: readonly string[], answer: string) => new AnswerSplitter(values).split(answer);

test('values with spaces are found among the known ones, the longest first', () => {
  const values = ['za munda', 'za', 'x'];
  expect(split(values, 'za munda x')).toEqual(['za munda', 'x']);
  expect(split(values, 'za x')).toEqual(['za', 'x']);
  expect(split(values, 'x za za munda')).toEqual(['x', 'za', 'za munda']);
  expect(split(values, '')).toEqual([]);
});

test('a shorter value is taken where the rest behind a longer one could not be split', () => {
  expect(split(['a b', 'a', 'b c'], 'a b c')).toEqual(['a', 'b c']);
  expect(split(['a b c', 'a b', 'c d', 'd e'], 'a b c d')).toEqual(['a b', 'c d']);
});

test('an answer that is not made of choices alone cannot be split where a choice has a space', () => {
  expect(split(['za munda', 'za'], 'za mundo')).toBeNull();
  expect(split(['za munda'], 'za')).toBeNull();
  expect(split(['za munda', 'x'], 'za munda, x')).toBeNull();
});

test('without a space in any choice every word is a value', () => {
  expect(split(['a', 'b'], 'a \t other\n b')).toEqual(['a', 'other', 'b']);
  expect(new AnswerSplitter(['a', 'b']).isWhole('a other')).toBe(false);
  expect(new AnswerSplitter(['a', 'b']).isWhole('b a')).toBe(true);
});

test('a value is known without the spaces at its ends, and given as the form has it', () => {
  expect(split([' lead', 'x y '], 'lead x y')).toEqual([' lead', 'x y ']);
  expect(new AnswerSplitter([' lead']).one('lead')).toBe(' lead');
});

test('a no-break space is part of a value', () => {
  expect(split(['za\u00a0munda', 'x'], 'x za\u00a0munda')).toEqual(['x', 'za\u00a0munda']);
});

test('two spaces are not one', () => {
  expect(split(['in  side', 'in side'], 'in side in  side')).toEqual(['in side', 'in  side']);
});

test('every set of chosen values is found again if there is only one way to split the answer', () => {
  const value = fc.stringMatching(/^[ab]( [ab]){0,3}$/).map((text) => `<${text}>`);
  fc.assert(
    fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 8 }), fc.nat(), (values, seed) => {
      const chosen = values.filter((_value, i) => ((seed >> i) & 1) === 0);
      expect(split(values, chosen.join(' '))).toEqual(chosen);
    }),
  );
});

test('thousands of words take no longer than their number', () => {
  const answer = Array.from({ length: 20_000 }, () => 'a').join(' ');
  expect(split(['a a', 'a'], answer)).toHaveLength(10_000);
  expect(split(['a a', 'a'], `${answer} b`)).toBeNull();
});
