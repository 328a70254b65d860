import { expect, test } from 'vitest';
import { parseXml } from '../ground/xml/xml.ts';
import { readRecords } from './read-records.ts';

const read = (xml: string, repeats: string[] | null) =>
  readRecords(parseXml(xml), 'uuid:1', repeats === null ? null : { repeats });

test('nested repeats get the keys that Briefcase gives them, groups left out', () => {
  const records = read('<d><h><n>1</n><g><p/><p><q>x</q></p></g></h><h/></d>', ['h', 'h/g/p']);
  expect(records.map((r) => [r.path, r.key, r.parentKey])).toEqual([
    ['', 'uuid:1', null],
    ['h', 'uuid:1/h[1]', 'uuid:1'],
    ['h/g/p', 'uuid:1/h[1]/p[1]', 'uuid:1/h[1]'],
    ['h/g/p', 'uuid:1/h[1]/p[2]', 'uuid:1/h[1]'],
    ['h', 'uuid:1/h[2]', 'uuid:1'],
  ]);
  expect(records[0]?.repeats).toEqual({ h: 2 });
  expect(records[1]?.repeats).toEqual({ 'h/g/p': 2 });
  expect(records[1]?.values).toEqual({ 'h/n': '1' });
  expect(records[3]?.values).toEqual({ 'h/g/p/q': 'x' });
});

test('without a definition, an element that occurs twice is a repeat', () => {
  expect(read('<d><a>1</a><b>2</b><b>3</b></d>', null).map((r) => [r.path, r.values])).toEqual([
    ['', { a: '1' }],
    ['b', { b: '2' }],
    ['b', { b: '3' }],
  ]);
});

test('with the definition of another version, its repeats and elements that occur twice are repeats', () => {
  const root = parseXml('<d><a>1</a><b>2</b><c>3</c><c>4</c></d>');
  const records = readRecords(root, 'uuid:1', { repeats: ['b'], isGuess: true });
  expect(records.map((r) => [r.path, r.values])).toEqual([
    ['', { a: '1' }],
    ['b', { b: '2' }],
    ['c', { c: '3' }],
    ['c', { c: '4' }],
  ]);
});

test('no answer is dropped: unknown elements, second elements, attributes, text beside elements', () => {
  const records = read('<d><a>1</a><a>2</a><e id="7">t<x>y</x></e><z/></d>', []);
  expect(records).toHaveLength(1);
  expect(records[0]?.values).toEqual({ a: '1', 'a[2]': '2', 'e/@id': '7', e: 't', 'e/x': 'y', z: '' });
});

test('a template is not a row', () => {
  const xml = '<d xmlns:jr="http://openrosa.org/javarosa"><r jr:template=""><a/></r><r><a>1</a></r></d>';
  expect(read(xml, ['r']).map((r) => r.values)).toEqual([{}, { 'r/a': '1' }]);
});

test('text is kept exactly: spaces, CDATA, references', () => {
  expect(read('<d><a>  x <![CDATA[<b>]]>&#x1F600; </a></d>', [])[0]?.values).toEqual({ a: '  x <b>😀 ' });
});
