// Covers core/ground/xml/windows-1252.ts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeXml, XmlDecoder } from './decode.ts';

const declared = (encoding: string, body: string) =>
  `<?xml version='1.0' encoding='${encoding}'?><a>${body}</a>`;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['ISO-8859-1', latin1(declared('ISO-8859-1', 'Población\u00a0¿sí?')), 'Población\u00a0¿sí?'],
  // What calls itself Latin-1 and has these bytes is Windows' own, as in every browser.
  ['Latin-1 with quotes of Windows', latin1(declared('iso-8859-1', '\u0093a\u0094 \u0080')), '“a” €'],
  ['windows-1252', latin1(declared('Windows-1252', 'n\u0092importe')), 'n’importe'],
  ['US-ASCII that is not', latin1(declared('us-ascii', 'José')), 'José'],
  ['windows-1251', latin1(declared('windows-1251', '\u00c4\u00e0')), 'Да'],
  ['ISO-8859-15', latin1(declared('ISO-8859-15', '\u00a4')), '€'],
  ['windows-1256', latin1(declared('windows-1256', '\u00d3\u00e1')), 'سل'],
  ['koi8-r', latin1(declared('KOI8-R', '\u00e4\u00c1')), 'Да'],
  ['shift_jis', latin1(declared('Shift_JIS', '\u0093\u00fa')), '日'],
  ['gbk', latin1(declared('GBK', '\u00d6\u00d0')), '中'],
])('%s as declared', (_, bytes, body) => {
  expect(decodeXml(bytes)).toContain(`<a>${body}</a>`);
});

test('every byte of windows-1252 is its character', () => {
  const bytes = Buffer.concat([
    latin1('<?xml version="1.0" encoding="latin1"?><a>'),
    Buffer.from(Array.from({ length: 0x80 }, (_, i) => 0x80 + i)),
  ]);
  const decoder = new XmlDecoder();
  const text = decoder.write(bytes, true).slice(-0x80);
  expect(text.slice(0, 0x20)).toBe('€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ');
  expect(text.slice(0x20)).toBe(String.fromCharCode(...Array.from({ length: 0x60 }, (_, i) => 0xa0 + i)));
  expect(decoder.undecodable).toBe(0);
});

test.each([
  ['with its mark', Buffer.from(`\ufeff${declared('UTF-16', 'sí 😀')}`, 'utf16le')],
  ['with its mark, the other way round', swapped(`\ufeff${declared('UTF-16', 'sí 😀')}`)],
  ['without a mark', Buffer.from(declared('UTF-16', 'sí 😀'), 'utf16le')],
  ['without a mark, the other way round', swapped(declared('UTF-16', 'sí 😀'))],
  ['without a declaration', Buffer.from('<a>sí 😀</a>', 'utf16le')],
  ['behind a line end', swapped('\n<a>sí 😀</a>')],
])('UTF-16 %s', (_, bytes) => {
  expect(decodeXml(bytes)).toMatch(/<a>sí 😀<\/a>$/);
});

test.each([
  ['its mark, once', Buffer.from('\ufeff<a>\ufeffé</a>'), '<a>\ufeffé</a>'],
  ['says UTF-16 in bytes', Buffer.from(declared('UTF-16', 'é')), declared('UTF-16', 'é')],
  ['was Latin-1 once', Buffer.from(declared('ISO-8859-1', 'sí')), declared('ISO-8859-1', 'sí')],
  ['says what nobody knows', Buffer.from(declared('unicode', 'é')), declared('unicode', 'é')],
  [
    'speaks of encodings in its text',
    Buffer.from('<a>encoding="ISO-8859-1" é</a>'),
    '<a>encoding="ISO-8859-1" é</a>',
  ],
])('UTF-8: %s', (_, bytes, text) => {
  expect(decodeXml(bytes)).toBe(text);
});

test('bytes that are not text are replaced and counted; a written U+FFFD is not counted', () => {
  const decoder = new XmlDecoder();
  const bytes = Buffer.concat([Buffer.from('<a>\ufffd'), Buffer.of(0xff, 0x62, 0xc3), Buffer.from('</a>')]);
  expect(decoder.write(bytes, true)).toBe('<a>\ufffd\ufffdb\ufffd</a>');
  expect(decoder.undecodable).toBe(2);
});

test('bytes cut anywhere give the same text as the whole', () => {
  const encodings = fc.constantFrom<BufferEncoding>('utf8', 'utf16le');
  const cuts = fc.array(fc.nat(60), { maxLength: 6 });
  fc.assert(
    fc.property(
      encodings,
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 4 }),
      cuts,
      (encoding, text, noise, at) => {
        // The first piece shows the encoding: files are read in pieces of 64 KiB.
        const start = Buffer.from('<a>', encoding);
        const bytes = Buffer.concat([start, Buffer.from(text.toWellFormed(), encoding), noise]);
        const whole = new XmlDecoder();
        const wanted = whole.write(bytes, true);
        const decoder = new XmlDecoder();
        let got = decoder.write(start, false);
        let from = start.length;
        for (const cut of at.map((n) => start.length + n).sort((a, b) => a - b)) {
          const end = Math.min(Math.max(from, cut), bytes.length);
          got += decoder.write(bytes.subarray(from, end), false);
          from = end;
        }
        got += decoder.write(bytes.subarray(from), true);
        expect([got, decoder.undecodable]).toEqual([wanted, whole.undecodable]);
      },
    ),
  );
});
