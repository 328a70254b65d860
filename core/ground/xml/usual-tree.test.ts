import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeXml } from './decode.ts';
import { XmlTreeBuilder } from './tree.ts';
import { readUsual } from './usual-tree.ts';

/** What the parser makes of a document; null when it refuses it. */
function parsed(text: string) {
  const builder = new XmlTreeBuilder();
  try {
    builder.write(text);
    return { root: builder.end(), notes: builder.notes };
  } catch {
    return null;
  }
}

/** Returns whether the quick reader reads a document. Fails when it reads it in another way than the parser. */
function readsAsParsed(text: string): boolean {
  const root = readUsual(text);
  if (root !== null) expect({ root, notes: { kept: 0, replaced: 0 } }).toEqual(parsed(text));
  return root !== null;
}

test.each([
  '<?xml version=\'1.0\' ?><data id="a" version="1"><name>ሰላም 😀</name><photo /><group><age>3</age></group></data>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<h:html xmlns="urn:x" xmlns:h="urn:h">\n <h:head a="1" h:b=\'2\'/>\n</h:html>\n',
  '<d xmlns:orx="http://openrosa.org/xforms"><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></d>',
  '<a b="x &amp; &#10;y">&lt;&#4851;&#x12F3;&gt; it\'s > "1" &quot;&apos;</a>',
  '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2" xmlns="urn:3"><c/></p:b><p:c/></p:a>',
])('a usual document is read quickly: %s', (text) => {
  expect(readsAsParsed(text)).toBe(true);
});

test('the documents of every kind of source are read as the parser reads them, nearly all of them quickly', () => {
  const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url));
  const documents = globSync('**/*.xml', { cwd: fixtures }).map((name) =>
    decodeXml(readFileSync(`${fixtures}/${name}`)),
  );
  const quick = documents.filter(readsAsParsed);
  expect(quick.length).toBeGreaterThan(documents.length * 0.5);
});

const pieces = [
  ...[
    '<a>',
    '</a>',
    '<a/>',
    '<a />',
    '<b:c>',
    '</b:c>',
    '< a>',
    '</a >',
    '<>',
    '</>',
    '<a/ >',
    '<1>',
    '<a:b:c/>',
  ],
  ...[
    '<a xmlns="u">',
    '<a xmlns:b="u">',
    '<a xmlns:b="">',
    '<a xmlns="">',
    '<a xmlns:b=" u ">',
    '<xmlns:a/>',
  ],
  ...['<a xmlns:xml="u">', '<a xml:lang="x">', '<a xmlns:b="u" xmlns:b="v">', '<a xmlns:xmlns="u">'],
  ...['<a xmlns:b="http://www.w3.org/XML/1998/namespace">', '<a xmlns="http://www.w3.org/2000/xmlns/">'],
  ...['<a c="1" c="2">', '<a b:c="1" c="2">', '<a b:c="1" b:c="2">', '<a c="1"d="2">', "<a c = '1' >"],
  ...[
    '<a c="x>y">',
    '<a c="/>',
    '<a c="<">',
    '<a c=1>',
    '<a c>',
    '<a c="x\ty\nz">',
    '<__proto__ constructor="1">',
  ],
  ...[
    '&amp;',
    '&lt;',
    '&#65;',
    '&#x41;',
    '&#X41;',
    '&AMP;',
    '&',
    '&#0;',
    '&#55357;',
    '&#1114112;',
    '&#x10FFFD;',
  ],
  ...[
    '&#xFFFE;',
    '&nbsp;',
    '&constructor;',
    ']]>',
    ']]&gt;',
    '>',
    '"',
    "'",
    'x',
    ' ',
    '\n',
    '\r\n',
    '\0',
    '\u0001',
  ],
  ...[
    'ሰ',
    '😀',
    '\u{10fffd}',
    '\ud83d',
    '\ufeff',
    '\ufffe',
    '<!-- x -->',
    '<![CDATA[x]]>',
    '<?x y?>',
    '<!DOCTYPE a>',
  ],
  ...[
    '<?xml version="1.0"?>',
    '<?xml version="1.1"?>',
    '<?xml version="1.0" encoding="1"?>',
    '<?xml?>',
    '<ሰ/>',
    '<a',
  ],
];
const written = fc.array(fc.constantFrom(...pieces), { maxLength: 8 });

test('whatever a document holds, it is read as the parser reads it, or left to the parser', () => {
  fc.assert(
    fc.property(written, written, (before, inner) => {
      readsAsParsed([...before, ...inner].join('').toWellFormed());
      readsAsParsed(`<r xmlns:b="urn:b">${inner.join('')}</r>`.toWellFormed());
      readsAsParsed(`<r><a>${inner.join('')}</a>${before.join('')}</r>`.toWellFormed());
    }),
    { numRuns: 3000 },
  );
});

test('a usual document with a few characters changed', () => {
  const usual =
    '<?xml version="1.0"?><p:d xmlns:p="urn:p" id="a&amp;b" v=\'1\'>\n<a>x &#65; y</a><b c="1"/></p:d>\n';
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(usual.length), fc.nat(3), fc.constantFrom('', ...pieces)), { maxLength: 3 }),
      (changes) => {
        let text = usual;
        for (const [at, length, put] of changes) text = text.slice(0, at) + put + text.slice(at + length);
        readsAsParsed(text.toWellFormed());
      },
    ),
    { numRuns: 3000 },
  );
});

test('a tag with very many attributes, or a place with very many namespaces, is left to the parser', () => {
  const tag = (count: number) => `<a ${Array.from({ length: count }, (_, i) => `b${i}="1"`).join(' ')}/>`;
  expect(readsAsParsed(tag(64))).toBe(true);
  expect(readUsual(tag(65))).toBeNull();
  const declared = (from: number) => Array.from({ length: 40 }, (_, i) => `xmlns:n${from + i}="u"`).join(' ');
  expect(readsAsParsed(`<a ${declared(0)}><b ${declared(0)}/></a>`)).toBe(true);
  expect(readUsual(`<a ${declared(0)}><b ${declared(40)}/></a>`)).toBeNull();
});

test('too many levels are left to the parser', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  expect(readsAsParsed(nested(200))).toBe(true);
  expect(readUsual(nested(201))).toBeNull();
});
