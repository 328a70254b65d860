// Covers renderer/words/.
// The rules of docs/glossary.md that a machine can check, on the words of the window in each language.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { wordsNotToUse } from '../../fixtures/checks/words-not-to-use.ts';

const words = import.meta.dirname;

function messages(language: string): readonly (readonly [id: string, text: string])[] {
  return globSync('*.json', { cwd: join(words, language) }).flatMap((file) => {
    const texts = JSON.parse(readFileSync(join(words, language, file), 'utf8')) as Record<string, string>;
    return Object.entries(texts).map(([id, text]) => [`${file.replace('.json', '')}.${id}`, text] as const);
  });
}

/** What a message shows, without the names and forms by which it is chosen; an argument is a dot in the middle. */
function shown(elements: readonly MessageFormatElement[]): string[] {
  const texts = elements.flatMap((element): string[] => {
    if (element.type === TYPE.plural || element.type === TYPE.select)
      return Object.values(element.options).flatMap(({ value }) => shown(value));
    if (element.type === TYPE.tag) return shown(element.children);
    return [];
  });
  const whole = elements.map((element) => (element.type === TYPE.literal ? element.value : '·')).join('');
  return [whole, ...texts];
}

function offenders(language: string, pattern: RegExp): string[] {
  return messages(language).flatMap(([id, text]) =>
    shown(parse(text)).some((piece) => pattern.test(piece)) ? [`${id}: ${text}`] : [],
  );
}

const notToUse = wordsNotToUse();

test('the glossary names words not to use', () => {
  expect(notToUse.length).toBeGreaterThan(20);
  expect(notToUse.some((pattern) => pattern.test('Mended since'))).toBe(true);
});

describe('en', () => {
  test.each(notToUse)('no text has %s', (pattern) => {
    expect(offenders('en', pattern)).toEqual([]);
  });

  test.each([
    ['a key is available', /\bat hand\b/i],
    ['a submission is pulled, a file downloaded', /\b(fetch|sync|synchroni[sz])/i],
    ['a server responds', /\banswered\b|\bdoes not answer\b|\bdid not answer\b/i],
    ['a submission is decrypted, a key unlocked', /\bopened\b|\bopening\b|\bkeys? open\b/i],
    ['what happens alone happens automatically', /\bby (itself|themselves)\b/i],
    ['no contractions', /\b\w+n['’]t\b|\b(it|that|there)['’]s\b/i],
    ['ID is written in capitals', /\bid\b/],
    ['British spelling', /\b(recogniz|organiz|minimiz|color\b|license|canceled)/i],
  ])('%s', (_rule, pattern) => {
    expect(offenders('en', pattern)).toEqual([]);
  });
});

test.each([
  [
    'fr',
    'a sign of two parts has a narrow space before it that does not break',
    /[ \u00a0](?=[;:!?»](\s|$))|« /,
  ],
  ['es', 'a warning is an advertencia', /\bavisos?\b/i],
  ['es', 'words known in all of Latin America', /\bañad|\bequipo\b|\bordenador|\bfichero/i],
  ['pt', 'a submission is an envio', /submiss(ão|ões)/i],
  [
    'pt',
    'Brazilian words and forms',
    /\b(definições|ligações|ligação|partilh\w*|registo|aparelho|ficheiros?|ecrã|utilizador)\b|\ba [a-z]+[aei]r…/i,
  ],
  ['ar', 'a submission is an إرسالة', /إرسال(?![ةات\u064b])/],
  ['sw', 'a pull is an upakuaji', /\bvut|\bmvuto/i],
  ['sw', 'a private key is an ufunguo binafsi', /ufunguo wa siri/i],
])('%s: %s', (language, _rule, pattern) => {
  expect(offenders(language, pattern)).toEqual([]);
});

/** The plurals of a message, those within others too. */
function plurals(elements: readonly MessageFormatElement[]): (readonly [string, MessageFormatElement[]])[][] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.tag) return plurals(element.children);
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
    const options = Object.entries(element.options).map(([form, { value }]) => [form, value] as const);
    const within = options.flatMap(([, value]) => plurals(value));
    return element.type === TYPE.plural ? [options, ...within] : within;
  });
}

test('ar: 11 to 99 have a form of their own wherever 3 to 10 have one, and 100 does not share their case', () => {
  const wrong = messages('ar').filter(([, text]) =>
    plurals(parse(text)).some((options) => {
      const forms = new Map(options);
      const other = shown(forms.get('other') ?? [])[0] ?? '';
      return (forms.has('few') && !forms.has('many')) || /· \p{L}+ًا/u.test(other);
    }),
  );
  expect(wrong).toEqual([]);
});
