import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentsOf } from './segments.ts';
import { RESERVED, shortNames } from './short-names.ts';

const of = (...names: readonly (string | readonly [string, number])[]): readonly (readonly string[])[] =>
  shortNames(
    names.map((name) => (typeof name === 'string' ? { name, width: 0 } : { name: name[0], width: name[1] })),
  );

test('a name that is short enough stays, in capitals', () => {
  expect(of('a', 'Age_2', '@home')).toEqual([['A'], ['AGE_2'], ['@HOME']]);
});

test('other names are five characters and a number', () => {
  expect(of('long_name', 'long_name2', 'ዕድሜ', 'ab', 'éa_bcdefgh', '2nd')).toEqual([
    ['LONG_000'],
    ['LONG_001'],
    ['V____000'],
    ['AB'],
    ['A_BCD000'],
    ['V2ND_000'],
  ]);
});

test('the segments of a long text have one stem and numbers that follow one another, although its name is short', () => {
  expect(of('story_1', ['story', 600], ['story_of', 300])).toEqual([
    ['STORY_1'],
    ['STORY000', 'STORY001', 'STORY002'],
    ['STORY003', 'STORY004'],
  ]);
});

test('no made name is the name of another variable', () => {
  expect(of('storybook', 'story000', 'STORY001x', 'story002')).toEqual([
    ['STORY001'],
    ['STORY000'],
    ['STORY003'],
    ['STORY002'],
  ]);
});

test('a run of names does not go across a name that is taken', () => {
  expect(of(['story', 600], 'story001')[0]).toEqual(['STORY002', 'STORY003', 'STORY004']);
});

test('there are names for more variables than one stem has numbers', () => {
  const names = shortNames(Array.from({ length: 50_000 }, (_, i) => ({ name: `ዕድሜ${i}`, width: 0 })));
  expect(new Set(names.flat()).size).toBe(50_000);
});

test('short names are legal and unique, whatever the long names and widths', () => {
  const letters = fc.constantFrom(...'aAbB1_ዕéß');
  const name = fc.string({ unit: letters, minLength: 1, maxLength: 12 }).map((text) => `q${text}`);
  const names = fc.uniqueArray(name, { selector: (text) => text.toLowerCase(), maxLength: 30 });
  fc.assert(
    fc.property(names, fc.infiniteStream(fc.integer({ min: 0, max: 3000 })), (all, widths) => {
      const variables = all.map((one) => ({ name: one, width: Number(widths.next().value) }));
      const short = shortNames(variables);
      for (const one of short.flat()) {
        expect(one).toMatch(/^[A-Z][A-Z0-9_]{0,7}$/);
        expect(RESERVED.has(one.toLowerCase())).toBe(false);
      }
      expect(new Set(short.flat()).size).toBe(short.flat().length);
      for (const [i, { width }] of variables.entries()) {
        expect(short[i]?.length).toBe(segmentsOf(width).length);
        if (width > 255) expect(new Set(short[i]?.map((one) => one.slice(0, 5))).size).toBe(1);
        for (const [j, other] of variables.entries()) {
          if (i !== j) expect(short[i]).not.toContain(other.name.toUpperCase());
        }
      }
    }),
  );
});
