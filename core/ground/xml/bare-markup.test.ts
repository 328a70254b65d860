import { expect, test } from 'vitest';
import { escapeBareMarkup } from './bare-markup.ts';
import { childrenOf, parseXml, XmlError } from './xml.ts';

const idsOf = (inner: string): readonly string[] => {
  const text = `<?xml version="1.0"?><list xmlns="urn:x">${inner}</list>`;
  return childrenOf(parseXml(escapeBareMarkup(text, ['list', 'id'])), 'id').map((id) => id.text);
};

test.each([
  ['a bare &', '<id>uuid:id with space & amp</id>', ['uuid:id with space & amp']],
  ['an & before what looks like a name', '<id>a&b;c&frasl;d</id>', ['a&b;c&frasl;d']],
  ['a bare <', '<id>a<b</id><id>c < d</id>', ['a<b', 'c < d']],
  ['what looks like a tag', '<id>a<b>c</b><br/>d</id>', ['a<b>c</b><br/>d']],
  ['what was escaped stays so', '<id>a&amp;b&#38;c&#x26;d&lt;e</id>', ['a&b&c&d<e']],
  ['comments and CDATA', '<!-- a & b < c --><id><![CDATA[a & b <id>]]></id>', ['a & b <id>']],
  ['attributes', '<id of="a&b">c</id>', ['c']],
])('%s', (_, inner, ids) => {
  expect(idsOf(inner)).toEqual(ids);
});

test('prefixes are as good as none', () => {
  const text = '<x:list xmlns:x="urn:x"><x:id>a & b</x:id></x:list>';
  expect(childrenOf(parseXml(escapeBareMarkup(text, ['list', 'id'])), 'id')[0]?.text).toBe('a & b');
});

test.each([
  ['a document type', '<!DOCTYPE list [<!ENTITY x "y">]><list><id>&x;</id></list>'],
  ['a document that was cut', '<list><id>a & b</id><id>c'],
  ['a document that was cut in a tag', '<list><id>a & b</id></lis'],
])('%s is refused all the same', (_, text) => {
  expect(() => parseXml(escapeBareMarkup(text, ['list', 'id']))).toThrow(XmlError);
});
