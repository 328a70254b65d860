import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import { catalogue, describe } from '../../core/ground/problem.ts';
import codes from './en/codes.json' with { type: 'json' };

/** The details that the catalogue's own words use: those that a problem of this code has for sure. */
function detailsOf(code: string): Set<string> {
  const used = new Set<string>();
  const note = (name: string | symbol): string => {
    used.add(String(name));
    return 'detail';
  };
  const params = new Proxy<Record<string, string>>({}, { get: (_target, name) => note(name) });
  describe({ code: code as keyof typeof catalogue, params });
  return used;
}

function takes(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.tag) return takes(element.children);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      return [element.value, ...Object.values(element.options).flatMap((option) => takes(option.value))];
    }
    return [element.value];
  });
}

const words: Readonly<Record<string, string>> = codes;

test.each(Object.keys(catalogue))('the words of %s take only what the problem tells', (code) => {
  const details = detailsOf(code);
  for (const part of ['heading', 'sentence', 'action']) {
    const text = words[`${code}.${part}`];
    if (text !== undefined)
      expect(
        takes(parse(text)).filter((name) => !details.has(name)),
        part,
      ).toEqual([]);
  }
});

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
