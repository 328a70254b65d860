import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endingsOf, Names } from './names.ts';
import type { NameRules } from './target.ts';

const STATA: NameRules = {
  most: 32,
  counted: 'characters',
  isCaseBlind: false,
  characters: 'letters',
  startsWithLetter: true,
  isReserved: (name) => name === 'if' || name === 'v_',
};
const SPSS: NameRules = {
  most: 64,
  counted: 'bytes',
  isCaseBlind: true,
  characters: 'letters',
  startsWithLetter: true,
  isReserved: (name) => name === 'with',
};
const SHORT: NameRules = { ...STATA, most: 8, characters: 'ascii', isCaseBlind: true };
const ANY: NameRules = {
  most: 63,
  counted: 'bytes',
  isCaseBlind: false,
  characters: 'any',
  startsWithLetter: false,
  isReserved: () => false,
};

const step = fc.oneof(
  fc.constantFrom(
    'name',
    'Name',
    'NAME',
    'if',
    'with',
    '_',
    'a.b',
    'a-b',
    'ዕድሜ',
    'السن',
    '1',
    'age',
    'age_text',
  ),
  fc.string({ unit: 'binary', maxLength: 80 }).filter((text) => !text.includes('/')),
);
const paths = fc.uniqueArray(fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => steps.join('/')));

describe.each(Object.entries({ STATA, SPSS, SHORT, ANY }))('%s', (_name, rules) => {
  const name = (wanted: readonly string[]): string[] => {
    const names = new Names(rules);
    return wanted.map((path) => names.claim(endingsOf(path), path));
  };

  it('gives legal names, each once', () => {
    fc.assert(
      fc.property(paths, (wanted) => {
        const names = name(wanted);
        const seen = names.map((one) => (rules.isCaseBlind ? one.toLowerCase() : one).normalize('NFC'));
        expect(new Set(seen).size).toBe(names.length);
        for (const one of names) {
          const size = rules.counted === 'bytes' ? Buffer.byteLength(one) : [...one].length;
          expect(size).toBeLessThanOrEqual(rules.most);
          expect(size).toBeGreaterThan(0);
          expect(rules.isReserved(rules.isCaseBlind ? one.toLowerCase() : one)).toBe(false);
          expect(one.isWellFormed()).toBe(true);
          if (rules.characters === 'letters') expect(one).toMatch(/^\p{L}[\p{L}0-9_]*$/u);
          if (rules.characters === 'ascii') expect(one).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
        }
      }),
    );
  });

  it('never changes a name when more are asked for', () => {
    fc.assert(
      fc.property(paths, fc.nat(), (wanted, at) => {
        const first = wanted.slice(0, at % (wanted.length + 1));
        expect(name(wanted).slice(0, first.length)).toEqual(name(first));
      }),
    );
  });
});

it('takes the last name, then those of the groups around it, then a part of the hash', () => {
  const names = new Names(STATA);
  const claim = (path: string): string => names.claim(endingsOf(path), path);
  expect([claim('a/name'), claim('b/name'), claim('name')]).toEqual(['name', 'b_name', 'name_82a3']);
  expect(claim('a/if')).toBe('if_');
  expect(claim('_id')).toBe('v_id');
  expect(claim('2nd')).toBe('v_2nd');
});
