import { expect, test } from 'vitest';
import { isName, NAME, PREFIX } from './names.ts';
import { parseXml } from './xml.ts';

test.each([
  'a',
  '_',
  'تاریخ‌تولد',
  'क‍ष',
  'col·lecció',
  'x😀y',
  '😀',
  'ልጅ',
  'a-b.c_1',
  'e\u0301',
  'a\u203f',
  '\u{10000}',
])('%s is a name', (name) => {
  expect(isName(name)).toBe(true);
  expect(parseXml(`<${name}/>`).local).toBe(name);
});

test.each([
  '',
  '1a',
  '-a',
  '.a',
  '·a',
  '\u0301a',
  'a b',
  'a:b',
  'a/b',
  'a×',
  'a\u2019',
  'a\u{f0000}',
  '*',
  '@a',
])('%j is none', (name) => {
  expect(isName(name)).toBe(false);
  if (name !== 'a:b') expect(() => parseXml(`<${name}></${name}>`)).toThrow();
});

/** The parser's own table is the proof: it takes a name where we do. */
test('every character of the first planes is one of a name exactly where the parser says so', () => {
  const wrong: string[] = [];
  const takes = (name: string): boolean => {
    try {
      return parseXml(`<${name}/>`).local === name;
    } catch {
      return false;
    }
  };
  for (let code = 0x21; code < 0x12000; code += code < 0x3100 ? 1 : 61) {
    const character = String.fromCodePoint(code);
    // These end a tag or begin a prefix.
    if ('/>:'.includes(character)) continue;
    if (isName(character) !== takes(character)) wrong.push(`${code.toString(16)} first`);
    if (isName(`a${character}`) !== takes(`a${character}`)) wrong.push(`${code.toString(16)} after`);
  }
  expect(wrong).toEqual([]);
});

test('in a larger expression', () => {
  const tag = new RegExp(`^<(${PREFIX})(${NAME})>$`, 'u');
  expect(tag.exec('<ק·:x😀y>')?.slice(1)).toEqual(['ק·:', 'x😀y']);
  expect(tag.exec('<xy>')?.slice(1)).toEqual(['', 'xy']);
});
