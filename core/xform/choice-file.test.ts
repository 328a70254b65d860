import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProblem } from '../ground/problem.ts';
import type { FormField } from '../model/form.ts';
import {
  type ChoiceFiles,
  choiceFileOf,
  choicesOfTable,
  joinChoiceTables,
  labelColumns,
  readChoiceFile,
} from './choice-file.ts';
import { parseForm } from './parse-form.ts';

const read = (name: string, text: string) => readChoiceFile(name, Buffer.from(text));
const labelled = (name: string, text: string, value = 'name', label = 'label') => {
  const table = read(name, text);
  return choicesOfTable(table, value, labelColumns(table, label)).map(({ value: own, labels }) => [
    own,
    labels,
  ]);
};

test.each([
  ['UTF-8', Buffer.from('name,label\né,Médéa’s €\n')],
  ['UTF-8 with a mark', Buffer.from('\ufeffname,label\né,Médéa’s €\n')],
  ['windows-1252', Buffer.from('name,label\n\xe9,M\xe9d\xe9a\x92s \x80\n', 'latin1')],
  ['UTF-16', Buffer.from('\ufeffname,label\né,Médéa’s €\n', 'utf16le')],
  ['UTF-16, the other way round', Buffer.from('\ufeffname,label\né,Médéa’s €\n', 'utf16le').swap16()],
])('CSV in %s', (_, bytes) => {
  const { columns, rows } = readChoiceFile('t.csv', bytes);
  expect([columns, rows]).toEqual([['name', 'label'], [['é', 'Médéa’s €']]]);
});

test.each([
  ['jr://file-csv/towns.csv', 'towns.csv'],
  ['jr://file/sites.xml', 'sites.xml'],
  ['jr://file/areas.geojson', 'areas.geojson'],
  ['jr://file/../../etc/passwd.csv', null],
  ['jr://file/logo.png', null],
  ['jr://instance/last-saved', null],
  ['https://example.org/towns.csv', null],
])('%s names %s', (source, name) => {
  expect(choiceFileOf(source)).toBe(name);
});

describe('reads', () => {
  test.each([
    ['CSV', 't.csv', 'name,label\naddis,Addis Ababa\ndire,"Dire, Dawa"\n'],
    [
      'CSV with a byte order mark and CRLF',
      't.csv',
      '\ufeffname,label\r\naddis,Addis Ababa\r\ndire,"Dire, Dawa"\r\n',
    ],
    ['CSV with semicolons', 't.csv', 'name;label\naddis;Addis Ababa\ndire;Dire, Dawa\n'],
    [
      'CSV with other columns, short rows and rows without a value',
      't.csv',
      'x,name,label\n1,addis,Addis Ababa\n\n,,nothing\n,dire,"Dire, Dawa"\n2\n',
    ],
    [
      'XML',
      't.xml',
      '<root><item><name>addis</name><label>Addis Ababa</label></item><item><label>Dire, Dawa</label><name>dire</name></item></root>',
    ],
    [
      'GeoJSON',
      't.geojson',
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { name: 'addis', label: 'Addis Ababa' },
            geometry: { type: 'Point', coordinates: [1, 2] },
          },
          { properties: { name: 'dire', label: 'Dire, Dawa' } },
        ],
      }),
    ],
  ])('%s', (_kind, name, text) => {
    expect(labelled(name, text)).toEqual([
      ['addis', { '': 'Addis Ababa' }],
      ['dire', { '': 'Dire, Dawa' }],
    ]);
  });

  test('labels by language, and an id that stands beside the properties', () => {
    expect(labelled('t.csv', 'name,label::English (en),label::Français (fr)\na,A,Â\n')).toEqual([
      ['a', { 'English (en)': 'A', 'Français (fr)': 'Â' }],
    ]);
    expect(
      labelled('t.geojson', '{"features":[{"id":7,"properties":{"title":"Seven"}}]}', 'id', 'title'),
    ).toEqual([['7', { '': 'Seven' }]]);
  });
});

test('a choice that only an older file has keeps its label', () => {
  const newer = read('t.csv', 'name,label\na,New A\n');
  const older = read('t.csv', 'label,name\nOld A,a\nOld B,b\n');
  const joined = joinChoiceTables([newer, older]);
  expect(joined && choicesOfTable(joined, 'name', { '': 'label' })).toEqual([
    { value: 'a', labels: { '': 'New A' } },
    { value: 'a', labels: { '': 'Old A' } },
    { value: 'b', labels: { '': 'Old B' } },
  ]);
  expect(joinChoiceTables([])).toBeNull();
});

test.each([
  ['t.xml', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'],
  ['t.xml', '<root><item>'],
  ['t.geojson', '{"features": 1}'],
  ['t.geojson', '[[[['],
])('%s that is damaged or hostile is a problem: %s', (name, text) => {
  expect(() => read(name, text)).toThrow(expect.objectContaining({ code: 'form.media_unreadable' }));
});

test('any bytes give a table or a problem', () => {
  const name = fc.constantFrom('t.csv', 't.xml', 't.geojson');
  fc.assert(
    fc.property(
      name,
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (file, bytes) => {
        try {
          const { columns, rows } = readChoiceFile(file, bytes);
          expect(rows.flat().every((cell) => typeof cell === 'string')).toBe(true);
          expect(columns.every((column) => typeof column === 'string')).toBe(true);
        } catch (error) {
          expect(isProblem(error)).toBe(true);
        }
      },
    ),
  );
});

describe('a form takes its choices from it', () => {
  const form = (body: string, instances = '') =>
    Buffer.from(
      `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><itext><translation lang="English"><text id="t-addis"><value>Addis!</value></text></translation></itext><instance><data id="f"><town/></data></instance>${instances}<bind nodeset="/data/town" type="select"/></model></h:head><h:body>${body}</h:body></h:html>`,
    );
  const towns = '<instance id="towns" src="jr://file-csv/towns.csv"/>';
  const select = (label: string, filter = '') =>
    `<select ref="/data/town"><itemset nodeset="instance('towns')/root/item${filter}"><value ref="name"/><label ref="${label}"/></itemset></select>`;
  const files: ChoiceFiles = (name) =>
    name === 'towns.csv'
      ? read(name, 'name,label,key,nom\naddis,Addis Ababa,t-addis,Addis-Abeba\ndire,Dire Dawa,t-dire,Diré\n')
      : null;
  const town = (bytes: Buffer, at?: ChoiceFiles) => parseForm(bytes, 'f.xml', at).children[0] as FormField;
  const names = (field: FormField) => field.choices?.map(({ value, labels }) => [value, labels]);

  test('that a secondary instance names', () => {
    const bytes = form(select('label', "[region = 'x']"), towns);
    expect(parseForm(bytes, 'f.xml').choiceFiles).toEqual(['towns.csv']);
    expect(town(bytes).choices).toBeNull();
    const field = town(bytes, files);
    expect(names(field)).toEqual([
      ['addis', { '': 'Addis Ababa' }],
      ['dire', { '': 'Dire Dawa' }],
    ]);
    expect(field.fromFile).toBe('instance');
    expect(field.unansweredChoices).toBeUndefined();
  });

  test('with labels that the form translates, where it does', () => {
    expect(names(town(form(select('jr:itext(key)'), towns), files))).toEqual([
      ['addis', { English: 'Addis!' }],
      ['dire', { '': 't-dire' }],
    ]);
  });

  test('with the plain labels of every language that the file has', () => {
    const inLanguages: ChoiceFiles = (name) =>
      read(
        name,
        'name,label,label::English,label::አማርኛ\naddis,**Addis**,_Addis  Ababa_,አዲስ አበባ\ndire,Dire,,ድሬ ዳዋ\n',
      );
    expect(names(town(form(select('label'), towns), inLanguages))).toEqual([
      ['addis', { '': 'Addis', English: 'Addis Ababa', አማርኛ: 'አዲስ አበባ' }],
      ['dire', { '': 'Dire', አማርኛ: 'ድሬ ዳዋ' }],
    ]);
  });

  test('by search(), whose items name columns, beside items of their own', () => {
    const body = `<select ref="/data/town" appearance="minimal search('towns')"><item><label>nom</label><value>name</value></item><item><label>None</label><value>-1</value></item></select>`;
    expect(parseForm(form(body), 'f.xml').choiceFiles).toEqual(['towns.csv']);
    expect(town(form(body)).choices).toBeNull();
    expect(names(town(form(body), files))).toEqual([
      ['-1', { '': 'None' }],
      ['addis', { '': 'Addis-Abeba' }],
      ['dire', { '': 'Diré' }],
    ]);
    expect(town(form(body), files).fromFile).toBe('search');
  });

  test('not where the file lacks the column', () => {
    const body = select('label').replace('ref="name"', 'ref="code"');
    expect(town(form(body, towns), files).choices).toBeNull();
  });
});
