import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addNumber,
  addText,
  cellBegins,
  cutText,
  escaped,
  isTooLong,
  letters,
  partsOf,
  STYLE,
} from './cell-xml.ts';
import { XmlBytes } from './xml-bytes.ts';

function textCell(text: string): string {
  const xml = new XmlBytes();
  addText(xml, cellBegins(1), 2, STYLE.text, text);
  return xml.take().toString();
}

function numberCell(number: number): string {
  const xml = new XmlBytes();
  addNumber(xml, cellBegins(27), 1_048_576, STYLE.date, number);
  return xml.take().toString();
}

test('a text is a text for every reader, with its spaces', () => {
  expect(textCell('=1+1')).toBe('<c r="B2" s="1" t="inlineStr"><is><t>=1+1</t></is></c>');
  expect(textCell('ዘጌ & _x')).toBe('<c r="B2" s="1" t="inlineStr"><is><t>ዘጌ &amp; _x</t></is></c>');
  for (const text of [' a', 'a ', 'a  b', 'a\nb', '\t', ' ', '\u00a0a']) {
    expect(textCell(text)).toBe(
      `<c r="B2" s="1" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`,
    );
  }
  expect(numberCell(-0)).toBe('<c r="AB1048576" s="3"><v>0</v></c>');
});

test('what XML cannot hold is written as Excel writes it, and what looks like that is kept apart', () => {
  expect(escaped('a & b < c > d')).toBe('a &amp; b &lt; c &gt; d');
  expect(escaped('\u0000\u0007\u001f\ufffe\uffff')).toBe('_x0000__x0007__x001F__xFFFE__xFFFF_');
  expect(escaped('\ud800a\udc00')).toBe('_xD800_a_xDC00_');
  expect(escaped('😀 \t\n\r')).toBe('😀 \t\n&#13;');
  expect(escaped('_x0041_ _x004_ _y')).toBe('_x005F_x0041_ _x004_ _y');
});

test('a long text comes apart between two characters, and the parts are the text', () => {
  const text = `${'x'.repeat(32_766)}😀${'y'.repeat(40_000)}`;
  const parts = [...partsOf(text)];
  expect(parts.map((part) => part.length)).toEqual([32_766, 32_767, 7235]);
  expect(parts.join('')).toBe(text);
  expect(isTooLong('x'.repeat(32_767))).toBe(false);
  expect(cutText(text).length).toBeLessThanOrEqual(32_767);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => {
      expect([...partsOf(any)].join('')).toBe(any);
    }),
  );
});

test('columns have letters', () => {
  expect([0, 25, 26, 701, 702, 16_383].map(letters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
});
