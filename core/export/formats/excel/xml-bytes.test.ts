import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped } from './cell-xml.ts';
import { XmlBytes } from './xml-bytes.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', ' ', '_', 'x', '0041_', '&', '<', '>', '\r', '\n', '\0', '\u007f', 'é'),
  }),
);

test('a text is added as it is only if it is the same in XML, without spaces that readers leave out', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const xml = new XmlBytes();
      if (!xml.addPlain(text)) expect(xml.length).toBe(0);
      else {
        expect(xml.take().toString()).toBe(text);
        expect(escaped(text)).toBe(text);
        expect(/^\s|\s$|\s\s|[\n\t]/.test(text)).toBe(false);
      }
    }),
  );
  const plain = ['', 'a', 'a b', 'x_y', '_', 'A-1 (new): "it\'s" 100%'];
  for (const text of plain) expect(new XmlBytes().addPlain(text), text).toBe(true);
});

test('a number is the text that JavaScript makes of it', () => {
  const wholes = fc.oneof(fc.integer(), fc.integer({ min: 0, max: 20 }), fc.maxSafeInteger());
  fc.assert(
    fc.property(fc.oneof(wholes, fc.double({ noNaN: true, noDefaultInfinity: true })), (number) => {
      const xml = new XmlBytes();
      xml.addNumber(number);
      expect(xml.take().toString()).toBe(String(number));
    }),
  );
  for (const number of [0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, -1, -(2 ** 31)]) {
    const xml = new XmlBytes();
    xml.addNumber(number);
    expect(xml.take().toString()).toBe(`${number}`);
  }
});

test('pieces hold everything in turn, however long a text is', () => {
  const texts = ['ጤ'.repeat(300_000), 'a'.repeat(500_000), '1', 'b'.repeat(250_000), '&amp;'];
  const xml = new XmlBytes();
  const pieces: Buffer[] = [];
  for (const text of texts) {
    if (!xml.addPlain(text)) xml.addXml(text);
    xml.add(Buffer.from(text));
    if (xml.isFull) pieces.push(Buffer.from(xml.take()));
  }
  pieces.push(xml.take());
  expect(pieces.length).toBeGreaterThan(2);
  expect(Buffer.concat(pieces).toString()).toBe(texts.map((text) => text + text).join(''));
});
