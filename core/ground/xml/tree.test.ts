import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readXml, XmlReader } from './xml.ts';

const none = { kept: 0, replaced: 0, undecodable: 0 };

/** As kXML writes a text where it knows no encoding: each half of a pair and each control character by its number. */
function writtenByKxml(text: string, quote: '"' | null): string {
  let xml = '';
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] ?? '';
    const code = text.charCodeAt(i);
    if (c === '\n' || c === '\r' || c === '\t') xml += quote === null ? c : `&#${code};`;
    else if (c === '&') xml += '&amp;';
    else if (c === '<') xml += '&lt;';
    else if (c === '>') xml += '&gt;';
    else if (c === quote) xml += '&quot;';
    else xml += code >= 0x20 && code < 127 && c !== '@' ? c : `&#${code};`;
  }
  return xml;
}

const units = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0, max: 0x20 }),
      fc.integer({ min: 0xd7f0, max: 0xe010 }),
    ),
    { maxLength: 20 },
  )
  .map((codes) => String.fromCharCode(...codes));

test('every text of UTF-16 that kXML writes is read back, in an element and in an attribute', () => {
  fc.assert(
    fc.property(units, units, (text, value) => {
      const xml = `<a b="${writtenByKxml(value, '"')}">${writtenByKxml(text, null)}</a>`;
      // A line end in a text is one line feed for every reader of XML.
      const ends = text.replaceAll(/\r\n?/g, '\n');
      const exact = readXml(Buffer.from(xml), { exact: true });
      expect([exact.root.text, exact.root.attributes[0]?.value]).toEqual([ends, value]);
      const { root } = readXml(Buffer.from(xml));
      const stored = (written: string) => written.toWellFormed().replaceAll('\0', '\ufffd');
      expect([root.text, root.attributes[0]?.value]).toEqual([stored(ends), stored(value)]);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['pairs', '<a>&#55357;&#56832;&#xD83D;&#xDE00;</a>', '😀😀', none],
  [
    'control characters',
    '<a>x\u0003&#2;\u000b&#31;y</a>',
    'x\u0003\u0002\u000b\u001fy',
    { ...none, kept: 4 },
  ],
  ['no characters', '<a>\ufffe&#xFFFF;</a>', '\ufffe\uffff', { ...none, kept: 2 }],
  ['zeros', '<a>x\0&#0;&#x0000;y</a>', 'x\ufffd\ufffd\ufffdy', { ...none, replaced: 3 }],
  ['lone halves', '<a>&#55357; &#56832;&#55357;</a>', '\ufffd \ufffd\ufffd', { ...none, replaced: 3 }],
  ['beyond Unicode', '<a>&#1114112;</a>', '\ufffd', { ...none, replaced: 1 }],
  [
    'CDATA as written',
    '<a><![CDATA[&#55357;\u0001\0]]></a>',
    '&#55357;\u0001\ufffd',
    { kept: 1, replaced: 1, undecodable: 0 },
  ],
  ['a pair on both sides of a comment', '<a>&#55357;<!-- \u0001 -->&#56832;</a>', '😀', none],
  ['what the eye sees', '<a>\u007f\u0085\u2028\u00a0</a>', '\u007f\u0085\u2028\u00a0', none],
  ['version 1.1', '<?xml version="1.1"?><a>&#1;\u0085\u0092</a>', '\u0001\u0085\u0092', { ...none, kept: 1 }],
  ['zeros behind the document', '<a>x</a>\n\0\0 \0', 'x', none],
])('%s', (_, xml, text, notes) => {
  const bytes = Buffer.from(xml);
  for (const document of [readXml(xml), readXml(bytes), byteByByte(bytes)]) {
    expect(document.root.text).toBe(text);
    expect(document.notes).toEqual(notes);
  }
});

function byteByByte(bytes: Uint8Array): ReturnType<typeof readXml> {
  const reader = new XmlReader();
  // The first piece of a file is long enough to show the encoding.
  reader.write(bytes.subarray(0, 2));
  for (const byte of bytes.subarray(2)) reader.write(Uint8Array.of(byte));
  return reader.end();
}

test('attributes and namespaces have them too', () => {
  const { root, notes } = readXml('<a xmlns="urn:&#55357;&#56832;\u0001" b="&#55357;&#0;x"/>');
  expect([root.ns, root.attributes[0]?.value]).toEqual(['urn:😀\u0001', '\ufffd\ufffdx']);
  expect(notes.replaced).toBe(2);
});

test('zeros behind a document of UTF-16, also an odd number of them, and a file of zeros', () => {
  for (const count of [1, 2, 3, 4]) {
    const bytes = Buffer.concat([Buffer.from('<a>é</a>', 'utf16le'), Buffer.alloc(count)]);
    expect(readXml(bytes).root.text).toBe('é');
    expect(byteByByte(bytes).root.text).toBe('é');
  }
  expect(() => readXml(Buffer.alloc(512))).toThrow('empty');
  expect(() => byteByByte(Buffer.alloc(512))).toThrow('empty');
});

test.each([
  ['a name', '<a\u0001/>'],
  ['a tag', '<a \u0001/>'],
  ['between attributes', '<a b="1"&#1; c="2"/>'],
  ['before the document', '\u0001<a/>'],
  ['behind the document', '<a/>\u0001'],
  ['an unfinished document', '<a>x\0\0'],
  ['a document type behind one', '\0<!DOCTYPE a><a/>'],
])('what stands in %s is still refused', (_, xml) => {
  expect(() => readXml(xml)).toThrow(/malformed|doctype/);
});

test('a document full of them takes no longer than its length asks for', () => {
  const count = 300_000;
  expect(readXml(`<a>${'\0 '.repeat(count)}x</a>`).notes.replaced).toBe(count);
  expect(readXml(`<a>${'&#2;'.repeat(count)}</a>`).notes.kept).toBe(count);
});
