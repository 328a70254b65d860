import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeXml } from './decode.ts';
import {
  attribute,
  childOf,
  childrenOf,
  descendantOf,
  parseXml,
  textOf,
  trimXml,
  type XmlElement,
  XmlError,
  XmlReader,
} from './xml.ts';

function faultOf(input: string | Uint8Array): string {
  try {
    parseXml(input);
  } catch (error) {
    if (error instanceof XmlError) return error.message;
    throw error;
  }
  return 'none';
}

test.each([
  ['', 'empty'],
  [' \n\t', 'empty'],
  ['<!-- only -->', 'malformed, line 1'],
  ['no markup', 'malformed, line 1'],
  ['<a>', 'malformed, line 1'],
  ['<a>\n<b></a>', 'malformed, line 2'],
  ['<a/><b/>', 'malformed, line 1'],
  ['<a/>text', 'malformed, line 1'],
  ['<a b="1" b="2"/>', 'malformed, line 1'],
  ['<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', 'malformed, line 1'],
  ['<a b=1/>', 'malformed, line 1'],
  ['<a b/>', 'malformed, line 1'],
  ['<a b="<"/>', 'malformed, line 1'],
  ['<a>&nbsp;</a>', 'malformed, line 1'],
  ['<a>& b</a>', 'malformed, line 1'],
  ['<a>]]></a>', 'malformed, line 1'],
  ['<a><!-- -- --></a>', 'malformed, line 1'],
  ['<p:a/>', 'malformed, line 1'],
  ['<a p:b="1"/>', 'malformed, line 1'],
  ['<a><![CDATA[', 'malformed, line 1'],
  ['x<?xml version="1.0"?><a/>', 'malformed, line 1'],
  ['<?xml version="1.0"?><!DOCTYPE a><a/>', 'doctype, line 1'],
  ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'doctype, line 1'],
  ['<a>\n<!DOCTYPE b></a>', 'malformed, line 2'],
])('%j is refused: %s', (xml, fault) => {
  expect(faultOf(xml)).toBe(fault);
});

test('an error never carries a piece of the document', () => {
  for (const xml of [
    '<a>secret',
    '<a secret="1" secret="2"/>',
    '<a>&secret;</a>',
    '<secret:a/>',
    '<a></secret>',
  ]) {
    expect(faultOf(xml)).toMatch(/^malformed, line 1$/);
  }
});

test('a document that is too deep is refused, and hostile faults are marked', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  expect(faultOf(nested(200))).toBe('none');
  expect(faultOf(nested(201))).toBe('too deep, line 1');
  expect(new XmlError('too deep').hostile && new XmlError('doctype').hostile).toBe(true);
  expect(new XmlError('malformed').hostile).toBe(false);
});

test('namespaces, prefixes, declarations left out, names of every object', () => {
  const root = parseXml(
    '<d xmlns="urn:d" xmlns:p="urn:p" p:x="1" x="2" __proto__="3" constructor="4"><p:e/><e xmlns=""/></d>',
  );
  expect(root).toMatchObject({ local: 'd', ns: 'urn:d' });
  expect(root.attributes).toEqual([
    { local: 'x', ns: 'urn:p', value: '1' },
    { local: 'x', ns: '', value: '2' },
    { local: '__proto__', ns: '', value: '3' },
    { local: 'constructor', ns: '', value: '4' },
  ]);
  expect(root.children.map(({ local, ns }) => `${ns} ${local}`)).toEqual(['urn:p e', ' e']);
});

test('text is whole: CDATA, references, comments and instructions in between, line ends', () => {
  const root = parseXml('<a> x<![CDATA[<&]]>&lt;&#x1F600;&#128512;<!-- no --><?no no?>y\r\nz\r</a>');
  expect(root.text).toBe(' x<&<😀😀y\nz\n');
  expect(parseXml('<a b=" &#10;1&#9;\n2 "/>').attributes[0]?.value).toBe(' \n1\t 2 ');
});

test('each element knows how much of its parent’s text stands before it', () => {
  const root = parseXml('<a>12<b/>3<![CDATA[4]]><c>56</c><d/></a>');
  expect(root.children.map(({ local, at }) => [local, at])).toEqual([
    ['b', 2],
    ['c', 4],
    ['d', 4],
  ]);
});

test('UTF-8 and UTF-16 by their marks; damaged bytes are shown and do not end the reading', () => {
  const utf16 = Buffer.from('\ufeff<a>ሰላም</a>', 'utf16le');
  expect(parseXml(utf16).text).toBe('ሰላም');
  expect(parseXml(Buffer.from(utf16).swap16()).text).toBe('ሰላም');
  expect(parseXml(Buffer.from('\ufeff<?xml version="1.0"?><a>ሰ</a>')).text).toBe('ሰ');
  expect(decodeXml(Uint8Array.of(0x61, 0xff, 0x62))).toBe('a\ufffdb');
});

test('attributes and text as Briefcase looks them up', () => {
  const root = parseXml(
    '<a x="" xmlns:p="urn:p" p:x="1"><b> </b><c> \u00a0t\u0001</c></a>'.replace('\u0001', ' '),
  );
  expect(attribute(root, 'x')).toBe('1');
  expect(attribute(root, 'y')).toBeNull();
  expect(textOf(childOf(root, 'b'))).toBeNull();
  expect(textOf(childOf(root, 'c'))).toBe('\u00a0t');
  expect(textOf(null)).toBeNull();
  expect(trimXml('\u0000 \n')).toBe('');
});

test('the first descendant in document order, at any depth', () => {
  const root = parseXml('<a><b><c>deep</c></b><c>near</c><c/></a>');
  expect(descendantOf(root, 'c')?.text).toBe('deep');
  expect(childrenOf(root, 'c')).toHaveLength(2);
  expect(descendantOf(root, 'a')).toBeNull();
});

interface Plan {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly parts: readonly (string | Plan)[];
}

const names = fc.constantFrom('a', 'b', 'ሰላም', '_x', 'a-b.c', 'constructor', '__proto__');
// Every character that XML 1.0 allows and that no reader changes.
const texts = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text) => text.toWellFormed().replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
const { plan } = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.record({
    name: names,
    attributes: fc.uniqueArray(fc.tuple(names, texts), { selector: ([name]) => name, maxLength: 3 }),
    parts: fc.array(fc.oneof({ maxDepth: 4 }, texts, tie('plan')), { maxLength: 5 }),
  }),
}));

const escaped = (text: string): string => text.replace(/[<>&"\n\t]/g, (c) => `&#${c.charCodeAt(0)};`);

function written({ name, attributes, parts }: Plan): string {
  const inner = parts.map((part, i) => {
    if (typeof part !== 'string') return written(part);
    return i % 2 === 0 || part.includes(']]>') ? escaped(part) : `<![CDATA[${part}]]>`;
  });
  const marks = attributes.map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${marks.join('')}>${inner.join('<!-- - -->')}</${name}>`;
}

function expectSame(element: XmlElement, { name, attributes, parts }: Plan): void {
  expect(element.local).toBe(name);
  expect(element.attributes.map(({ local, value }) => [local, value])).toEqual(attributes);
  expect(element.text).toBe(parts.filter((part) => typeof part === 'string').join(''));
  const inner = parts.filter((part) => typeof part !== 'string');
  expect(element.children).toHaveLength(inner.length);
  for (const [i, child] of inner.entries()) expectSame(element.children[i] as XmlElement, child);
}

test('what was written is read back, whole or in pieces cut anywhere', () => {
  fc.assert(
    fc.property(plan, fc.array(fc.nat(200), { maxLength: 8 }), (tree, cuts) => {
      const xml = `<?xml version="1.0"?>\r\n${written(tree)}\n`;
      const bytes = new TextEncoder().encode(xml);
      const whole = parseXml(bytes);
      expectSame(whole, tree);
      const reader = new XmlReader();
      let from = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
        reader.write(bytes.slice(from, Math.max(from, cut)));
        from = Math.max(from, cut);
      }
      expect(reader.end().root).toEqual(whole);
    }),
  );
});

test('a document that is cut short is never taken for whole', () => {
  fc.assert(
    fc.property(plan, fc.nat(999), (tree, at) => {
      const xml = written(tree);
      expect(faultOf(xml.slice(0, Math.floor((at / 1_000) * xml.length)))).not.toBe('none');
    }),
  );
});

test('any bytes give a tree or an XmlError', () => {
  fc.assert(
    fc.property(plan, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 }), (tree, at, noise) => {
      const bytes = new TextEncoder().encode(written(tree));
      bytes.set(noise.subarray(0, Math.max(0, bytes.length - (at % bytes.length))), at % bytes.length);
      expect(faultOf(bytes)).toMatch(/^(none|empty|(malformed|doctype|too deep), line \d+)$/);
    }),
    { numRuns: 500 },
  );
});

test.each(['\r\n  ', '\n\ufeff', '\ufeff \t'])(
  'white space before the declaration is nothing: %j',
  (before) => {
    const root = parseXml(Buffer.from(`${before}<?xml version="1.0"?><a>x</a>`));
    expect(root).toMatchObject({ local: 'a', text: 'x' });
  },
);

test.each(['\u001a', '\r\n\u001a\0\0', ' \u001a '])('nor is a Ctrl-Z behind the document: %j', (behind) => {
  expect(parseXml(Buffer.from(`<a>x</a>${behind}`))).toMatchObject({ local: 'a', text: 'x' });
});
