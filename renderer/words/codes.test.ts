// Covers renderer/words/.
import { expect, test } from 'vitest';
import { catalogue } from '../../core/ground/problem.ts';
import codes from './en/codes.json' with { type: 'json' };

const words: Readonly<Record<string, string>> = codes;

test('no word is of a code that there is not', () => {
  const known = Object.keys(words).map((id) => id.slice(0, id.lastIndexOf('.')));
  expect(known.filter((code) => !(code in catalogue))).toEqual([]);
});

test('what can be wrong with a submission has a short name for lists', () => {
  const ofSubmissions = Object.keys(catalogue).filter(
    (code) => /^(submission|decrypt)\./.test(code) || ['key.none_fits', 'source.part_missing'].includes(code),
  );
  expect(ofSubmissions.filter((code) => words[`${code}.heading`] === undefined)).toEqual([]);
});

test('no word is about the command line', () => {
  for (const text of Object.values(words)) expect(text).not.toMatch(/\battache |--(?!—)[a-z]|\(s\)/);
});
