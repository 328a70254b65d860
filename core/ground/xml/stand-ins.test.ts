import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isXmlCharacter } from './characters.ts';
import { hideOdd, revealMarkup, revealText, safeEnd } from './stand-ins.ts';

const never = (): never => {
  throw new Error('nothing is beyond Unicode here');
};

/** Texts with marks, stand-ins and references where nobody would write them. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom(
        '\u{10fffd}',
        '\ue026',
        '\ue001',
        '\ue0aa',
        '&#55357;',
        '&#0;',
        '&#x10FFFD;',
        '\0',
        '\uffff',
      ),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join('').toWellFormed());

test('a text without anything odd is not touched, and every text comes back as it was', () => {
  const usual = 'ዕድሜ &amp; <b/> 😀 \t\r\n';
  expect(hideOdd(usual)).toBe(usual);
  fc.assert(
    fc.property(texts, (text) => {
      expect(revealMarkup(hideOdd(text))).toBe(text);
    }),
  );
});

test('every reference that XML forbids is hidden, however it is written, and no other', () => {
  const odd = (code: number): boolean => !isXmlCharacter(code) || code === 0x10fffd;
  const codes = [
    ...Array(0x40).keys(),
    0xd7ff,
    0xd800,
    0xd83d,
    0xdbff,
    0xdc00,
    0xdfff,
    0xe000,
    0xfffd,
    0xfffe,
    0xffff,
  ];
  const high = [
    0x10000, 0x1f600, 0x10fffc, 0x10fffd, 0x10fffe, 0x10ffff, 0x110000, 0x120000, 0x1000000, 9_999_999,
  ];
  for (const code of [...codes, ...high, 55_000, 57_344, 65_533, 65_536, 1_114_111, 1_114_112]) {
    const hex = code.toString(16);
    for (const reference of [`${code}`, `00${code}`, `x${hex}`, `x000${hex.toUpperCase()}`]) {
      expect([reference, hideOdd(`&#${reference};`) !== `&#${reference};`]).toEqual([reference, odd(code)]);
    }
  }
});

test('what is hidden is allowed by XML', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids.
  const odd = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&#(55357|0);/;
  fc.assert(
    fc.property(texts, (text) => {
      expect(hideOdd(text)).not.toMatch(odd);
    }),
  );
});

test('references give their characters, and the two of a pair give one character', () => {
  const read = (text: string) => revealText(hideOdd(text), never);
  expect(read('a&#55357;&#56832;b')).toBe('a😀b');
  expect(read('&#xD83D;&#xde00;')).toBe('😀');
  expect(read('&#55357; &#2;&#0;&#xFFFE;')).toBe('\ud83d \u0002\0\ufffe');
  // The two make the mark, and what stands behind it is not taken for a stand-in.
  expect(read('&#56319;&#57341;\ue0aa&#1;')).toBe('\u{10fffd}\ue0aa\u0001');
  expect(read('&#65;&#x1F600;')).toBe('&#65;&#x1F600;');
});

test('a reference beyond Unicode is one replacement', () => {
  let beyond = 0;
  const count = (): void => {
    beyond += 1;
  };
  expect(revealText(hideOdd('a&#1114112;b&#x99999999999999999999;'), count)).toBe('a\ufffdb\ufffd');
  expect(beyond).toBe(2);
});

test('a piece is never cut inside of a reference or a pair', () => {
  expect(safeEnd('abc')).toBe(3);
  for (const open of ['&', '&#', '&#5', '&#x', '&#xd83d', '&#55357', '\ud83d']) {
    expect([open, safeEnd(`abc${open}`)]).toEqual([open, 3]);
  }
  expect(safeEnd('abc&#55357;')).toBe(11);
  expect(safeEnd('abc&amp')).toBe(7);
  expect(safeEnd('abc& d')).toBe(6);
});
