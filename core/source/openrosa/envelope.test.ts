// Covers core/source/openrosa/listed-file.ts, core/source/openrosa/usual-envelope.ts.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tinyManifest } from '../../../fixtures/servers/tiny-data.ts';
import { descendantOf, parseXml, textOf } from '../../ground/xml/xml.ts';
import { readEnvelope } from './envelope.ts';
import { readUsualEnvelope } from './usual-envelope.ts';

const HEAD =
  '<submission xmlns="http://opendatakit.org/submissions" xmlns:orx="http://openrosa.org/xforms">\n<data>';
const TAIL = '</data>\n</submission>';
const MANIFEST = tinyManifest('household', 'uuid:1', ['a.jpg.enc']).replace(/^<\?xml.*?\?>\s*/, '');
const MD5 = '0CC175B9C0F1B6A831C399E269772661';

function read(text: string) {
  const envelope = readEnvelope(Buffer.from(text, 'utf8'));
  if (envelope === null) throw new Error('nothing in it');
  return { xml: Buffer.from(envelope.xml).toString('utf8'), files: envelope.files };
}

describe('the submission is taken out byte for byte', () => {
  test.each([
    ['Collect, as it was sent', MANIFEST],
    ['Ona: root xmlns removed, attributes added', MANIFEST.replace(/ xmlns="[^"]*"/, ' instanceID="uuid:9"')],
    [
      'odd white space and quotes',
      `<data  id='x'\n\tversion = "1"  ><meta><instanceID>a</instanceID></meta></data  >`,
    ],
    ['an element that closes itself', '<visit id="x"/>'],
    [
      'CDATA, comments, instructions, references',
      '<a id="x"><!-- </a> <data> --><b><![CDATA[</a></data>]]></b>&#x1F600;<?p q?></a>',
    ],
    [
      'elements named as those of the envelope',
      '<data id="x"><data>1</data><submission>2</submission><mediaFile><filename>3</filename></mediaFile></data>',
    ],
    ['text beyond the first plane', '<a id="x"><b>ሰላም 😀 “ä”</b></a>'],
  ])('%s', (_, inner) => {
    expect(read(`<?xml version='1.0' encoding='UTF-8' ?>\n${HEAD}${inner}${TAIL}`).xml).toBe(inner);
    expect(read(`\uFEFF${HEAD}\r\n  ${inner}\r\n  ${TAIL}`).xml).toBe(inner);
    expect(read(`${HEAD}${inner}${TAIL}`).files).toEqual([]);
  });

  test('whatever the text in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // Characters that XML forbids, too: they are told of where the answers are read.
        const clean = text.toWellFormed();
        const inner = `<a id="x"><b>${clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</b></a>`;
        expect(read(`${HEAD}${inner}${TAIL}`).xml).toBe(inner);
      }),
    );
  });
});

describe('an envelope is read in the same way with the parser and without', () => {
  const inner = fc.oneof(
    fc.constantFrom(
      MANIFEST,
      '<data id="x"/>',
      '<data id="x"><data>1</data></data>',
      '<a id="x"><orx:meta xmlns:orx="urn:x"><orx:b/></orx:meta></a>',
      '<a id="x"><orx:meta/></a>',
      '<a><mediaFile><filename>no</filename></mediaFile></a>',
      '<a/><b/>',
      '<?xml version="1.0"?><a/>',
      '<a>1 & 2</a>',
      '<a>&amp;&#x1F600; ä</a>',
      '<a>',
      'text',
      '',
    ),
    fc.constant('<a id="x">'.repeat(3)),
  );
  const name = fc.constantFrom('a.enc', 'R&amp;D.enc', 'R&D.enc', ' b.jpg ', '', '</data>', '<b/>');
  const envelope = fc.record({
    declaration: fc.constantFrom('', "<?xml version='1.0' encoding='UTF-8' ?>\n", '\uFEFF', '<!-- -->'),
    head: fc.constantFrom(
      HEAD,
      '<submission><data>',
      '<submission xmlns:a="urn:a"><data a:b="1" >',
      '<submission>1<data>',
    ),
    inner,
    between: fc.constantFrom('', '\n', '1'),
    files: fc.array(name, { maxLength: 3 }),
    other: fc.constantFrom('', '<x/>', '<data><y/></data>'),
  });

  test('whatever is in it', () => {
    fc.assert(
      fc.property(envelope, ({ declaration, head, between, files, other, ...one }) => {
        const listed = files.map((file) => mediaFile(file)).join('');
        const text = `${declaration}${head}${between}${one.inner}${between}</data>${listed}${other}</submission>`;
        const found = readEnvelope(Buffer.from(text));
        // The reader without the parser leaves everything with a comment alone.
        const parsed = readEnvelope(Buffer.from(text.replace('<submission', '<!-- --><submission')));
        expect(found).toEqual(parsed);
      }),
      { numRuns: 500 },
    );
  });

  test('most servers write one that needs no parser', () => {
    for (const head of [HEAD, `<?xml version='1.0' encoding='UTF-8' ?>\n${HEAD}`]) {
      const found = readUsualEnvelope(`${head}${MANIFEST}</data>\n${mediaFile('a.enc')}</submission>\n`);
      expect(found?.submission).toBe(MANIFEST);
      expect(found?.files.map(({ name: file }) => file)).toEqual(['a.enc']);
    }
  });
});

describe('characters that XML forbids', () => {
  const listed = (name: string) =>
    `<mediaFile><filename>${name}</filename><hash>md5:${MD5}</hash><downloadUrl>u</downloadUrl></mediaFile>`;

  test('in the answers cost nothing, and the envelope is read as a whole one', () => {
    const inner =
      '<data id="x"><orx:meta/><a>&#55357;&#56832; \u0001&#0;\0\ufffe</a><b><![CDATA[&#55357;]]></b></data>';
    const { xml, files } = read(
      `${HEAD}${inner}</data>${listed('💡 &#55357;&#56481;.jpg')}</submission>\0\0`,
    );
    // Only a well-formed envelope gives its prefixes to what needs them.
    expect(xml).toBe(inner.replace('id="x"', 'id="x" xmlns:orx="http://openrosa.org/xforms"'));
    expect(files[0]?.name).toBe('💡 💡.jpg');
  });

  test('in an envelope that is cut by its tags', () => {
    const { xml, files } = read(
      `${HEAD}<data id="x">\u0001</data></data>${listed('a & &#55357;&#56481;.jpg')}</submission>`,
    );
    expect(xml).toBe('<data id="x">\u0001</data>');
    expect(files[0]?.name).toBe('a & 💡.jpg');
  });

  test('bytes that are no text come out as they came in', () => {
    const bytes = Buffer.from(
      `${HEAD}<data id="x">ልጅ \u00ff\u00fe</data></data>${listed('é.jpg')}</submission>`,
    );
    const damaged = Buffer.from(
      bytes.toString('latin1').replace('\u00c3\u00bf\u00c3\u00be', '\u00ff\u00fe'),
      'latin1',
    );
    const envelope = readEnvelope(damaged);
    expect(Buffer.from(envelope?.xml ?? []).toString('latin1')).toBe(
      `${Buffer.from('<data id="x">ልጅ ').toString('latin1')}\u00ff\u00fe</data>`,
    );
    expect(envelope?.files[0]?.name).toBe('é.jpg');
  });

  test('an envelope in another encoding gives its submission in UTF-8', () => {
    const text = `<?xml version="1.0" encoding="ISO-8859-1"?>${HEAD}<data id="x"><a>caf\u00e9</a></data>${TAIL}`;
    const envelope = readEnvelope(Buffer.from(text, 'latin1'));
    expect(Buffer.from(envelope?.xml ?? []).toString('utf8')).toBe('<data id="x"><a>café</a></data>');
  });
});

describe('it is well-formed by itself', () => {
  test('a prefix that only the envelope declares is added, and only that', () => {
    const inner = '<data id="x"><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>';
    const { xml } = read(`${HEAD.replace('>', ' xmlns:other="urn:other">')}${inner}${TAIL}`);
    expect(xml).toBe(
      '<data id="x" xmlns:orx="http://openrosa.org/xforms"><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>',
    );
    expect(descendantOf(parseXml(xml), 'instanceID')?.ns).toBe('http://openrosa.org/xforms');
  });

  test('a prefix declared on the inner data wrapper or used on an attribute', () => {
    const { xml } = read(`<submission><data xmlns:jr="urn:jr"><a id="x" jr:b="1"/></data></submission>`);
    expect(xml).toBe('<a id="x" jr:b="1" xmlns:jr="urn:jr"/>');
    parseXml(xml);
  });

  test('doubled xmlns attributes (Briefcase #902)', () => {
    const inner = MANIFEST.replace('<data ', '<data xmlns="http://opendatakit.org/submissions" ');
    const { xml, files } = read(`${HEAD}${inner}</data>${mediaFile('a.enc')}</submission>`);
    expect(xml).toBe(inner.replace(' xmlns="http://www.opendatakit.org/xforms/encrypted"', ''));
    expect(textOf(descendantOf(parseXml(xml), 'instanceID'))).toBe('uuid:1');
    expect(files.map(({ name }) => name)).toEqual(['a.enc']);
  });

  test('answers that are no XML are kept as they came', () => {
    const inner = '<a id="x"><b>1 & 2 \u0001</b></a>';
    expect(read(`${HEAD}${inner}${TAIL}`).xml).toBe(inner);
  });
});

describe('files', () => {
  test('name, MD5 in lower case, address with references resolved', () => {
    const { files } = read(
      `${HEAD}${MANIFEST}</data>${mediaFile('a &amp; b.enc')}${mediaFile('c.enc', '')}</submission>`,
    );
    expect(files).toEqual([
      { name: 'a & b.enc', md5: MD5.toLowerCase(), url: 'https://h/a?b=a & b.enc&attachment_id=5' },
      { name: 'c.enc', md5: null, url: 'https://h/a?b=c.enc&attachment_id=5' },
    ]);
  });

  test('names that Ona and Kobo put in without escaping', () => {
    const { xml, files } = read(
      `${HEAD}${MANIFEST}</data>${mediaFile('R&D <1>.enc')}${mediaFile('b.enc')}</submission>`,
    );
    expect(xml).toBe(MANIFEST);
    expect(files.map(({ name, md5 }) => [name, md5])).toEqual([
      ['R&D <1>.enc', MD5.toLowerCase()],
      ['b.enc', MD5.toLowerCase()],
    ]);
  });

  test('a form that has a mediaFile of its own, in an envelope with a bare &', () => {
    const inner = '<data id="x"><data>1</data><mediaFile><filename>no</filename></mediaFile></data>';
    const { xml, files } = read(`${HEAD}${inner}</data>${mediaFile('a&b.enc')}</submission>`);
    expect(xml).toBe(inner);
    expect(files.map(({ name }) => name)).toEqual(['a&b.enc']);
  });
});

test('nothing is found where there is nothing', () => {
  for (const text of [
    '',
    '<html/>',
    '<submission/>',
    '<submission><data/></submission>',
    'data',
    `${HEAD}${TAIL}`,
  ]) {
    expect(readEnvelope(Buffer.from(text))).toBeNull();
  }
  expect(
    readEnvelope(Buffer.from(`<!DOCTYPE submission [<!ENTITY a "b">]>${HEAD}<a>&a;</a>${TAIL}`)),
  ).toBeNull();
  expect(readEnvelope(Buffer.from(`${HEAD}${'<a>'.repeat(300)}`))).toBeNull();
});

function mediaFile(name: string, hash = `md5:${MD5}`): string {
  return `<mediaFile><filename>${name}</filename><hash>${hash}</hash><downloadUrl>https://h/a?b=${name}&amp;attachment_id=5</downloadUrl></mediaFile>\n`;
}

// Each of these took longer than anybody waits, once.
test.each([
  ['comments before something else', `<data>${'<!--a-->'.repeat(2000)}<!x</data>`],
  ['blocks that are never closed', `<data><a/></data>${'<mediaFile>'.repeat(200_000)}`],
  ['names that are never closed', `<data><a/></data><mediaFile>${'<hash>'.repeat(200_000)}</mediaFile>`],
])('%s are read in one go', (_, inside) => {
  expect(readEnvelope(Buffer.from(`<submission>${inside}</submission>`))).not.toBeNull();
});
