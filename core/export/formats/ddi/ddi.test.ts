// Covers core/export/formats/ddi/cell-shape.ts, core/export/formats/ddi/column-scan.ts,
// core/export/formats/ddi/data-package.ts, core/export/formats/ddi/ddi-codebook.ts,
// core/export/formats/ddi/described-table.ts, core/export/formats/ddi/description.ts,
// core/export/formats/ddi/format.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { attribute, childOf, childrenOf, parseXml, type XmlElement } from '../../../ground/xml/xml.ts';
import type { RowReader } from '../../../model/rows.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { csvFiles } from '../../testing/export-to.ts';
import { choices, field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { fits } from './cell-shape.ts';

const sex = [
  { value: 'f', labels: { 'English (en)': 'Female', 'አማርኛ (am)': 'ሴት' } },
  { value: 'm', labels: { 'English (en)': 'Male', 'አማርኛ (am)': 'ወንድ' } },
];
const SURVEY = form(
  [
    field('age', 'int', {
      labels: { 'English (en)': 'Age <in years>', 'አማርኛ (am)': 'ዕድሜ' },
      hints: { 'English (en)': 'Round down' },
      constraint: '. < 120 & "x"',
      required: 'true()',
    }),
    field('weight', 'decimal', { isCalculated: true }),
    field('sex', 'select1', { choices: sex, relevant: '/data/age > 5' }),
    field('uses', 'select', choices('food', 'sale')),
    field('on', 'date'),
    field('at', 'dateTime'),
    field('wake', 'time'),
    field('agrees', 'boolean'),
    field('home', 'geopoint', { labels: { 'English (en)': 'Home' } }),
    field('note'),
    {
      ...repeat('child', field('child/n', 'int'), repeat('child/shot', field('child/shot/at', 'date'))),
      labels: {},
    },
  ],
  { title: 'Visits & more', version: '7', languages: ['English (en)', 'አማርኛ (am)'] },
);
const SECRET = 'an answer';
const reader = new MemoryReader(
  [SURVEY],
  [
    submitted(
      SURVEY,
      'uuid:1',
      `<age>42</age><weight>3.5</weight><sex>f</sex><uses>food sale</uses><on>2024-02-29</on><at>2024-02-29T23:30:00.000+03:00</at><wake>06:30:00</wake><agrees>true</agrees><home>1.5 2.5 3 4</home><note>${SECRET}</note><child><n>1</n><shot><at>2020-01-01</at></shot></child>`,
    ),
    submitted(
      SURVEY,
      'uuid:2',
      '<age>7</age><weight>heavy</weight><sex>other</sex><uses>food</uses><on>soon</on>',
    ),
  ],
);

async function exported(options: Partial<OptionsFor<'ddi'>> = {}, given: RowReader = reader) {
  const folder = temporaryFolder();
  await writeExport(given, { folder, fileName: 'visits', ...options, format: 'ddi' });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const xml = read('visits-ddi.xml');
  return { folder, xml, ddi: parseXml(xml), json: JSON.parse(read('datapackage.json')) as Package };
}

interface Package {
  readonly name: string;
  readonly title: string;
  readonly resources: readonly {
    readonly name: string;
    readonly path: string;
    readonly dialect: object;
    readonly schema: {
      readonly fields: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
      readonly primaryKey?: readonly string[];
      readonly foreignKeys?: readonly object[];
    };
  }[];
}

function fieldOf({ resources }: Package, name: string) {
  const found = resources.flatMap(({ schema }) => schema.fields).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function variableOf(ddi: XmlElement, name: string): XmlElement {
  const found = childrenOf(childOf(ddi, 'dataDscr') as XmlElement, 'var').find(
    (one) => attribute(one, 'name') === name,
  );
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

const textsOf = (element: XmlElement, local: string): string[] =>
  childrenOf(element, local).map(({ text }) => text);

test('the CSV files are those of the tidy format, byte by byte', async () => {
  const folder = temporaryFolder();
  await writeExport(reader, { folder, fileName: 'visits', format: 'tidy' });
  const { folder: own } = await exported();
  expect(readdirSync(own).sort()).toEqual([
    'datapackage.json',
    'visits-child.csv',
    'visits-ddi.xml',
    'visits-shot.csv',
    'visits.csv',
  ]);
  expect(csvFiles(own)).toEqual(csvFiles(folder));
});

test('the data package has every column of every file, in its order, and how the tables belong together', async () => {
  const { json, folder } = await exported();
  expect(json).toMatchObject({
    profile: 'tabular-data-package',
    name: 'form',
    title: 'Visits & more',
    version: '7',
  });
  const files = csvFiles(folder);
  for (const { path, schema } of json.resources) {
    const [header] = parse(files[path] ?? '') as string[][];
    expect(schema.fields.map(({ name }) => name)).toEqual(header);
  }
  expect(json.resources.map(({ name, schema }) => [name, schema.primaryKey, schema.foreignKeys])).toEqual([
    ['submissions', ['key'], undefined],
    ['child', ['key'], [{ fields: ['parent_key'], reference: { resource: 'submissions', fields: ['key'] } }]],
    ['child-shot', ['key'], [{ fields: ['parent_key'], reference: { resource: 'child', fields: ['key'] } }]],
  ]);
});

test('a column has the type of its question only when every cell has it', async () => {
  const { json } = await exported();
  const types = Object.fromEntries(
    ['age', 'weight', 'on', 'at', 'wake', 'agrees', 'home_latitude', 'encrypted', 'attachments_present'].map(
      (name) => [name, fieldOf(json, name).type],
    ),
  );
  expect(types).toEqual({
    age: 'integer',
    weight: 'string',
    on: 'string',
    at: 'datetime',
    wake: 'time',
    agrees: 'boolean',
    home_latitude: 'number',
    encrypted: 'boolean',
    attachments_present: 'integer',
  });
  // `other` is no choice, so the choices are no rule.
  expect(fieldOf(json, 'sex').constraints).toBeUndefined();
  expect(fieldOf(json, 'sex').categories).toEqual([
    { value: 'f', label: 'Female' },
    { value: 'm', label: 'Male' },
  ]);
  expect(fieldOf(json, 'age')).toMatchObject({
    title: 'Age <in years>',
    description: 'Round down',
    formConstraint: '. < 120 & "x"',
  });
});

test('several versions of one submission share a key, so it is no key of the table', async () => {
  const { json } = await exported({ allVersions: true });
  expect(json.resources.map(({ schema }) => [schema.primaryKey, schema.foreignKeys])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

test('labels, split choices and other separators are described as they are in the file', async () => {
  const { json, ddi } = await exported({ labels: 'አማርኛ (am)', selectMultiple: 'both', separator: ';' });
  expect(json.resources[0]?.dialect).toMatchObject({ delimiter: ';' });
  expect(fieldOf(json, 'sex').categories).toEqual([
    { value: 'ሴት', label: 'ሴት' },
    { value: 'ወንድ', label: 'ወንድ' },
  ]);
  expect(fieldOf(json, 'uses/food')).toMatchObject({ type: 'integer' });
  const categories = childrenOf(variableOf(ddi, 'sex'), 'catgry');
  expect(categories.map((one) => [...textsOf(one, 'catValu'), ...textsOf(one, 'catStat')])).toEqual([
    ['ሴት', '1'],
    ['ወንድ', '0'],
  ]);
});

test('DDI has the files, and each variable with labels, question, condition, choices and counts', async () => {
  const { ddi } = await exported();
  const files = childrenOf(ddi, 'fileDscr').map((one) => childOf(one, 'fileTxt') as XmlElement);
  expect(files.flatMap((one) => textsOf(one, 'fileName'))).toEqual([
    'visits.csv',
    'visits-child.csv',
    'visits-shot.csv',
  ]);
  expect(files.flatMap((one) => textsOf(childOf(one, 'dimensns') as XmlElement, 'caseQnty'))).toEqual([
    '2',
    '1',
    '1',
  ]);
  expect(textsOf(files[2] as XmlElement, 'fileCont')[0]).toContain('the key of a row in visits-child.csv');

  const age = variableOf(ddi, 'age');
  expect(childrenOf(age, 'labl').map((one) => [attribute(one, 'lang'), one.text])).toEqual([
    ['en', 'Age <in years>'],
    ['am', 'ዕድሜ'],
  ]);
  expect(textsOf(childOf(age, 'qstn') as XmlElement, 'ivuInstr')).toEqual(['Round down']);
  expect(childrenOf(age, 'sumStat').map((one) => [attribute(one, 'type'), one.text])).toEqual([
    ['vald', '2'],
    ['invd', '0'],
  ]);
  expect(childrenOf(age, 'notes').map((one) => [attribute(one, 'type'), one.text])).toEqual([
    ['form path', 'age'],
    ['constraint', '. < 120 & "x"'],
    ['required', 'true()'],
    ['versions of the form', '7'],
  ]);
  expect(textsOf(variableOf(ddi, 'weight'), 'notes')).toContain('The form computes it.');
  const choice = variableOf(ddi, 'sex');
  expect(textsOf(choice, 'universe')).toEqual(['/data/age > 5']);
  expect(
    childrenOf(choice, 'catgry').map((one) => [...textsOf(one, 'catValu'), ...textsOf(one, 'catStat')]),
  ).toEqual([
    ['f', '1'],
    ['m', '0'],
  ]);
  expect(textsOf(choice, 'notes')).toContain('1 value, as answered');
  const several = childrenOf(variableOf(ddi, 'uses'), 'catgry').map((one) => textsOf(one, 'catStat')[0]);
  expect(several).toEqual(['2', '1']);
  expect(attribute(variableOf(ddi, 'home_latitude'), 'measUnit')).toBe('degrees');
});

test('DDI says what the cells have that was not answered', async () => {
  const notes = async (options: Partial<OptionsFor<'ddi'>>) =>
    textsOf(childOf((await exported(options)).ddi, 'stdyDscr') as XmlElement, 'notes');
  expect(await notes({})).toEqual([
    expect.stringMatching(/^Each date-time/),
    expect.stringMatching(/apostrophe/),
  ]);
  expect(await notes({ formulaGuard: false, timeZone: 'Africa/Nairobi' })).toEqual([
    expect.stringMatching(/^All date-times are on the clock of Africa\/Nairobi/),
  ]);
});

test('a de-identified deposit says what was done to each column, and what was left out', async () => {
  const about = { lines: ['By age: 7 rows in 3 groups.'], kAnonymity: null };
  const treated = Object.assign(new MemoryReader([SURVEY], []), {
    deidentified: () => about,
    treatments: new Map([
      ['on', 'dates cut to the year'],
      ['phone', 'left out'],
    ]),
  });
  const { json, ddi } = await exported({ formulaGuard: false }, treated);
  expect(fieldOf(json, 'on').treatment).toBe('dates cut to the year');
  expect(fieldOf(json, 'age').treatment).toBeUndefined();
  expect(textsOf(variableOf(ddi, 'on'), 'notes')).toContain('dates cut to the year');
  const notes = textsOf(childOf(ddi, 'stdyDscr') as XmlElement, 'notes');
  expect(notes).toEqual(expect.arrayContaining(['phone: left out', ...about.lines]));
  expect(json).toMatchObject({
    deidentified: { ...about, questionsWithoutColumn: [{ path: 'phone', treatment: 'left out' }] },
  });
});

test('neither file has an answer, also no least or greatest one', async () => {
  const { xml, json } = await exported();
  for (const text of [xml, JSON.stringify(json)]) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('23:30');
    expect(text).not.toContain('2024-02-29');
    expect(text).not.toContain('uuid:');
    expect(text).not.toContain('heavy');
  }
  expect(xml).not.toMatch(/"(min|max)"/);
});

test('files with a number behind their names are named so in both files', async () => {
  const { folder } = await exported();
  await writeExport(reader, { folder, fileName: 'visits', addNumber: true, format: 'ddi' });
  const json = JSON.parse(readFileSync(join(folder, 'datapackage (2).json'), 'utf8')) as Package;
  expect(json.resources.map(({ path }) => path)).toEqual([
    'visits (2).csv',
    'visits-child (2).csv',
    'visits-shot (2).csv',
  ]);
  expect(readFileSync(join(folder, 'visits-ddi (2).xml'), 'utf8')).toContain(
    '<fileName>visits-shot (2).csv</fileName>',
  );
});

test('a form without a definition or an English name, and an export without a row', async () => {
  const none = await exported({}, new MemoryReader([], [submitted(null, 'uuid:1', '<a>1</a>')]));
  expect(none.json).toMatchObject({ name: 'visits', title: 'visits' });
  expect(variableOf(none.ddi, 'a')).toBeDefined();
  const named = await exported({}, new MemoryReader([form([field('ሀ')], { formId: 'ቅጽ', title: 'ቅጽ' })], []));
  expect(named.json).toMatchObject({ name: 'data', title: 'ቅጽ' });
});

test('what a program would read otherwise does not fit a type', () => {
  const cases = [
    [
      'whole',
      ['0', '-7', '999999999999999'],
      ['9999999999999999', '007', '-0', '+1', '1.0', ' 1', '1e3', ''],
    ],
    ['number', ['0.5', '-3', '12'], ['.5', '00.5', '5.', '1e3', 'NaN', '1,5']],
    ['date', ['2024-02-29', '0001-01-01'], ['0000-01-01', '2023-02-29', '2024-2-1', '12024-01-01']],
    ['time', ['23:59:59'], ['24:00:00', '06:30', '06:30:00.000', '06:30:00+03:00']],
    [
      'dateTime',
      ['2024-02-29T10:00:00Z', '2024-02-29T10:00:00.5+03:00'],
      ['2024-02-29', '2024-02-29T10:00:00'],
    ],
    ['flag', ['true', '0'], ['True', 'yes', '2']],
  ] as const;
  for (const [shape, good, bad] of cases) {
    expect(good.filter((cell) => !fits(shape, cell))).toEqual([]);
    expect(bad.filter((cell) => fits(shape, cell))).toEqual([]);
  }
});
