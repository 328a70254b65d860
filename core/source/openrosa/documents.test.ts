// Covers core/source/http/body.ts, core/source/http/part-sink.ts, core/source/http/temporary-file.ts.
import { expect, test } from 'vitest';
import { Problem } from '../../ground/problem.ts';
import { readFormList } from './documents.ts';
import { readIdPage } from './list.ts';

const base = new URL('https://odk.example/');

test('a list of forms with characters that XML forbids', () => {
  const xml = `<?xml version="1.0"?><xforms xmlns="http://openrosa.org/xforms/xformsList">
    <xform><formID>idea-&#55357;&#56481;</formID><name>Idea \u000b&#55357;&#56481;</name><version>v\u0001w</version></xform>
    <xform><formID>a&frasl;b</formID><name>x\0</name></xform></xforms>\0\0`;
  expect(
    readFormList(Buffer.from(xml), base).map(({ formId, name, version }) => [formId, name, version]),
  ).toEqual([
    ['idea-💡', 'Idea \u000b💡', 'v\u0001w'],
    ['a&frasl;b', 'x\ufffd', null],
  ]);
});

test('a list of forms in another encoding', () => {
  const xml =
    '<?xml version="1.0" encoding="ISO-8859-1"?><xforms><xform><formID>p</formID><name>Población</name></xform></xforms>';
  expect(readFormList(Buffer.from(xml, 'latin1'), base)[0]?.name).toBe('Población');
});

test('lists in which names and IDs are not escaped', () => {
  const forms = `<?xml version="1.0"?><xforms xmlns="http://openrosa.org/xforms/xformsList"><xform><formID>a&b</formID><name>Water & <Sanitation></name>
    <hash>md5:00000000000000000000000000000000</hash><downloadUrl>https://odk.example/formXml?formId=a&b</downloadUrl></xform></xforms>`;
  expect(readFormList(Buffer.from(forms), base)).toMatchObject([
    { formId: 'a&b', name: 'Water & <Sanitation>', locator: 'https://odk.example/formXml?formId=a&b' },
  ]);
  const ids = `<idChunk xmlns="http://opendatakit.org/submissions"><idList><id>uuid:a & b</id><id>uuid:a<b</id></idList>
    <resumptionCursor>7</resumptionCursor></idChunk>`;
  expect(readIdPage(Buffer.from(ids), 'odk.example')).toEqual({
    ids: ['uuid:a & b', 'uuid:a<b'],
    cursor: '7',
  });
  for (const wrong of [ids.slice(0, 140), `<!DOCTYPE a [<!ENTITY b "c">]>${ids}`, ids.replace('</id>', '')]) {
    expect(() => readIdPage(Buffer.from(wrong), 'odk.example')).toThrow(Problem);
  }
});

test('a list of submissions with characters that XML forbids', () => {
  const xml = `<idChunk xmlns="http://opendatakit.org/submissions"><idList><id>uuid:&#55357;&#56481;</id><id>a\u0001b</id></idList>
    <resumptionCursor>&lt;cursor&gt;&#55357;&#56481;&lt;/cursor&gt;</resumptionCursor></idChunk>`;
  expect(readIdPage(Buffer.from(xml), 'odk.example')).toEqual({
    ids: ['uuid:💡', 'a\u0001b'],
    cursor: '<cursor>💡</cursor>',
  });
});
