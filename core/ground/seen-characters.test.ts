import { expect, test } from 'vitest';
import { seenCharacters } from './seen-characters.ts';

test.each([
  ['', []],
  ['ab', ['a', 'b']],
  ['e\u0301a', ['e\u0301', 'a']],
  ['หนี้', ['ห', 'นี้']],
  ['👩‍👩‍👧x', ['👩‍👩‍👧', 'x']],
  ['\r\n', ['\r\n']],
] as const)('%j has the characters %j', (text, characters) => {
  expect([...seenCharacters(text)]).toEqual(characters);
});
