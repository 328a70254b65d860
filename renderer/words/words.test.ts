import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import { catalogue } from '../../core/ground/problems/catalogue.ts';
import { dynamicWords } from './dynamic.ts';
import { direction, languages } from './languages.ts';

const words = import.meta.dirname;
const root = join(words, '..', '..');

function read(language: string): Map<string, string> {
  const all = new Map<string, string>();
  for (const file of globSync('*.json', { cwd: join(words, language) })) {
    const texts = JSON.parse(readFileSync(join(words, language, file), 'utf8')) as Record<string, string>;
    for (const [name, text] of Object.entries(texts)) all.set(`${file.replace('.json', '')}.${name}`, text);
  }
  return all;
}

/** Names and kinds of what a message takes: a translation must take the same. */
function takes(elements: readonly MessageFormatElement[], found = new Set<string>()): Set<string> {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    found.add(element.value);
    if (element.type === TYPE.tag) takes(element.children, found);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const option of Object.values(element.options)) takes(option.value, found);
    }
  }
  return found;
}

const english = read('en');
const sources = globSync('{renderer,electron}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.includes('.test.'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

test.each(languages.filter((language) => language !== 'en'))(
  '%s has every message, and no other',
  (language) => {
    const translated = read(language);
    expect([...english.keys()].filter((id) => !translated.has(id))).toEqual([]);
    expect([...translated.keys()].filter((id) => !english.has(id))).toEqual([]);
  },
);

test.each([...languages])(
  '%s: every message can be read, and takes what the English one takes',
  (language) => {
    for (const [id, text] of read(language)) {
      expect(text, id).not.toBe('');
      expect([...takes(parse(text))].sort(), id).toEqual([...takes(parse(english.get(id) ?? ''))].sort());
    }
  },
);

test('each folder of words is a language that is offered', () => {
  const folders = readdirSync(words, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...languages].sort());
});

const rightToLeft = languages.filter((language) => direction(language) === 'rtl');
test.each(rightToLeft)(
  '%s: Latin words and what follows them in the same piece stand in a mark that keeps them together',
  (language) => {
    const loose = (elements: readonly MessageFormatElement[]): boolean =>
      elements.some((element, i) => {
        if (element.type === TYPE.plural || element.type === TYPE.select)
          return Object.values(element.options).some(({ value }) => loose(value));
        if (element.type === TYPE.tag) return loose(element.children);
        const next = elements[i + 1]?.type;
        if (element.type !== TYPE.literal || (next !== TYPE.argument && next !== TYPE.number)) return false;
        const before = elements
          .slice(0, i + 1)
          .map((one) => (one.type === TYPE.literal ? one.value : '0'))
          .join('');
        // What stands in marks, closed or not yet, is kept together.
        return /[A-Za-z][^\u0590-\u08ff]*$/.test(before.replaceAll(/\u2066[^\u2069]*(\u2069|$)/g, ''));
      });
    expect([...read(language)].flatMap(([id, text]) => (loose(parse(text)) ? [id] : []))).toEqual([]);
  },
);

test('no message is unused', () => {
  const unused = [...english.keys()].filter(
    (id) => !sources.includes(`'${id}'`) && !dynamicWords.some((prefix) => id.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});

test('every message that is asked for by a made-up name has a prefix that is used', () => {
  for (const prefix of dynamicWords) expect(sources, prefix).toContain(`\`${prefix}\${`);
});

test('every problem has words', () => {
  for (const code of Object.keys(catalogue)) {
    expect(english.has(`codes.${code}.sentence`), code).toBe(true);
    expect(english.has(`codes.${code}.action`), code).toBe(true);
  }
});
