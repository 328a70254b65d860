// Covers core/export/formats/codebook/choice-counts.ts, core/export/formats/codebook/content.ts,
// core/export/formats/codebook/csv-codebook.ts, core/export/formats/codebook/description.ts,
// core/export/formats/codebook/format.ts, core/export/formats/codebook/html-codebook.ts,
// core/export/formats/codebook/style.ts, core/export/formats/codebook/type-words.ts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { field, form, group, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import type { Codebook, Variable } from './content.ts';

const languages = ['English (en)', 'العربية (ar)', 'አማርኛ (am)'];
const texts = (en: string, ar: string, am: string) => ({
  'English (en)': en,
  'العربية (ar)': ar,
  'አማርኛ (am)': am,
});
const sex = [
  { value: 'f', labels: texts('Female', 'أنثى', 'ሴት') },
  { value: 'm', labels: texts('Male <b>', 'ذكر', 'ወንድ') },
];
const symptoms = ['fever', 'cough'].map((value) => ({ value, labels: { 'English (en)': value } }));
const old = form(
  [field('age', 'int'), field('gone'), field('sex', 'select1', { choices: [{ value: 'x', labels: {} }] })],
  {
    version: '2023',
    languages,
  },
);
const newest = form(
  [
    { ...group('head', field('head/sex')), labels: texts('Head', 'رب الأسرة', 'ኃላፊ') },
    field('age', 'int', {
      labels: texts('Age & more', 'العمر', 'ዕድሜ'),
      hints: { 'English (en)': 'In years' },
      constraint: '. >= 0 and . < 120',
      constraintMessage: texts('Too old', 'كبير', 'ትልቅ'),
      required: 'true()',
    }),
    field('sex', 'select1', { choices: sex, listName: 'sex', relevant: '/data/age > 5' }),
    field('symptoms', 'select', { choices: symptoms, required: 'false()' }),
    field('on', 'date', { isCalculated: true }),
    field('at', 'dateTime'),
    field('note', 'string', { labels: { 'English (en)': '=HYPERLINK("http://x")' } }),
    { ...repeat('child', field('child/weight', 'decimal')), labels: texts('Child', 'طفل', 'ልጅ') },
  ],
  { version: '2024', title: 'Visit <1>', languages },
);
const SECRET = 'never in a codebook';
const submissions = [
  submitted(
    newest,
    'uuid:1',
    `<head><sex>x</sex></head><age>7</age><sex>f</sex><symptoms>fever cough</symptoms><on>2024-02-29</on><at>2024-02-29T23:30:00.000+03:00</at><note>${SECRET}</note><child><weight>3.5</weight></child><child><weight>4</weight></child>`,
  ),
  submitted(
    newest,
    'uuid:2',
    `<age>about ${SECRET}</age><sex>m</sex><symptoms>fever</symptoms><on>1899-12-31</on>`,
  ),
  submitted(newest, 'uuid:3', `<age/><symptoms>other</symptoms><note>=1+1</note>`),
  submitted(old, 'uuid:4', `<age>40</age><gone>${SECRET}</gone><sex>x</sex>`),
];
const reader = new MemoryReader([newest, old], submissions);

async function codebook(options: Partial<OptionsFor<'codebook'>> = {}) {
  const folder = temporaryFolder();
  const exported: number[] = [];
  const report = await writeExport(
    reader,
    { folder, fileName: 'visits', ...options, format: 'codebook' },
    { exported: (rowIds) => void exported.push(...rowIds) },
  );
  const [file = ''] = readdirSync(folder);
  return { file, exported, report, folder, text: readFileSync(join(folder, file), 'utf8') };
}

async function data(): Promise<Codebook> {
  return JSON.parse((await codebook({ codebookFormat: 'json' })).text) as Codebook;
}

function variable({ tables }: Codebook, path: string): Variable {
  const found = tables.flatMap(({ variables }) => variables).find((one) => one.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found;
}

test('JSON has each variable with everything that the form says about it', async () => {
  const all = await data();
  expect(all.form).toMatchObject({ formId: 'form', title: 'Visit <1>', version: '2024', languages });
  expect(all.tables.map(({ path, rows, parent }) => [path, rows, parent])).toEqual([
    ['', 4, null],
    ['child', 2, ''],
  ]);
  expect(variable(all, 'age')).toMatchObject({
    name: 'age',
    type: 'int',
    labels: texts('Age & more', 'العمر', 'ዕድሜ'),
    hints: { 'English (en)': 'In years' },
    constraint: '. >= 0 and . < 120',
    constraintMessage: texts('Too old', 'كبير', 'ትልቅ'),
    required: 'true()',
    isCalculated: false,
    relevant: null,
    versions: { first: '2023', last: '2024' },
    choices: null,
  });
  expect(variable(all, 'on')).toMatchObject({ isCalculated: true, constraintMessage: {} });
  expect(variable(all, 'gone').versions).toEqual({ first: '2023', last: '2023' });
  expect(variable(all, 'sex')).toMatchObject({ list: 'sex', relevant: '/data/age > 5' });
  expect(variable(all, 'head/sex').name).not.toBe(variable(all, 'sex').name);
});

test('each row counts once: as a value, a misfit, empty, not asked, or not in its version', async () => {
  const all = await data();
  expect(variable(all, 'age').counts).toEqual({
    values: 2,
    misfits: 1,
    empty: 1,
    notAsked: 0,
    notInVersion: 0,
  });
  expect(variable(all, 'sex').counts).toMatchObject({ values: 3, misfits: 0, notAsked: 1 });
  expect(variable(all, 'gone').counts).toMatchObject({ values: 1, notInVersion: 3 });
  expect(variable(all, 'note').counts).toMatchObject({ values: 2, notAsked: 1, notInVersion: 1 });
  for (const { rows, variables } of all.tables) {
    for (const { counts } of variables) {
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(rows);
    }
  }
});

test('choices have stable codes, labels in every language, and how many rows chose them', async () => {
  const all = await data();
  // `x` is of the older version, so it came first.
  expect(variable(all, 'sex').choices).toEqual([
    { value: 'x', code: 1, labels: {}, count: 1 },
    { value: 'f', code: 2, labels: sex[0]?.labels, count: 1 },
    { value: 'm', code: 3, labels: sex[1]?.labels, count: 1 },
  ]);
  expect(variable(all, 'symptoms').choices?.map(({ value, count }) => [value, count])).toEqual([
    ['fever', 2],
    ['cough', 1],
  ]);
});

test.each(['html', 'csv', 'json'] as const)(
  '%s has no answer, copies no attachment and leaves submissions new',
  async (style) => {
    const { text, file, exported, report, folder } = await codebook({ codebookFormat: style });
    expect(file).toBe(`visits-codebook.${style}`);
    expect(text).not.toContain(SECRET);
    // The least and the greatest answer are answers too.
    for (const answer of ['23:30', '1899-12-31', '2024-02-29']) expect(text).not.toContain(answer);
    expect(text).not.toContain('uuid:');
    expect(exported).toEqual([]);
    expect(report.submissions).toBe(4);
    expect(readdirSync(folder)).toEqual([file]);
  },
);

test('CSV has a line for each variable and each choice, and no formula', async () => {
  const { text } = await codebook({ codebookFormat: 'csv' });
  const lines = parse(text, { columns: true }) as Record<string, string>[];
  const of = (name: string) => lines.filter((line) => line.path === name);
  expect(of('age')).toMatchObject([
    {
      variable: 'age',
      'label::English (en)': 'Age & more',
      'label::العربية (ar)': 'العمر',
      'hint::English (en)': 'In years',
      first_version: '2023',
      calculated: '0',
      rows: '4',
      values: '2',
      misfits: '1',
    },
  ]);
  expect(
    of('sex').map(({ choice, code, values, 'label::አማርኛ (am)': label }) => [choice, code, values, label]),
  ).toEqual([
    ['', '', '3', ''],
    ['x', '1', '1', ''],
    ['f', '2', '1', 'ሴት'],
    ['m', '3', '1', 'ወንድ'],
  ]);
  expect(of('note')[0]?.['label::English (en)']).toBe(`'=HYPERLINK("http://x")`);
});

test('HTML loads nothing and runs nothing, and every text has its language and direction', async () => {
  const { text } = await codebook();
  expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son[a-z]+=/i);
  expect(text.match(/(?:src|href)="(?!#)[^"]*"/g)).toBeNull();
  expect(text).toContain('<h1><bdi dir="auto">Visit &lt;1&gt;</bdi></h1>');
  expect(text).toContain('<bdi lang="ar" dir="rtl">العمر</bdi>');
  expect(text).toContain('<bdi lang="am" dir="auto">ዕድሜ</bdi>');
  expect(text).toContain('<bdi lang="en" dir="auto">Male &lt;b&gt;</bdi>');
  expect(text).toContain('<code dir="ltr">. &gt;= 0 and . &lt; 120</code>');
  expect(text).toContain('<bdi lang="ar" dir="rtl">كبير</bdi>');
  expect(text).toContain('the form, which computes it');
  expect(text).toContain('2 values, 1 not of this type, 1 empty');
  // Each link leads to a place on the page.
  const places = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((id) => !places.has(id))).toEqual([]);
  // Nothing says that an answer may be left out.
  expect(text).not.toContain('false()');
});

const ABOUT = {
  lines: ['Keys are replaced.', 'By age: 7 rows in 3 groups, the smallest has 1.'],
  kAnonymity: { columns: ['age'], k: 2, rows: 7, groups: 3, smallest: 1, below: 1 },
};

test('a de-identified export says what was done to all of it, to each variable, and what was left out', async () => {
  const treated = Object.assign(new MemoryReader([newest, old], submissions), {
    isDeidentified: true,
    deidentified: () => ABOUT,
    treatments: new Map([
      ['on', 'dates cut to the year'],
      ['phone', 'left out'],
    ]),
  });
  const texts = { html: '', csv: '', json: '' };
  for (const codebookFormat of ['html', 'csv', 'json'] as const) {
    const folder = temporaryFolder();
    await writeExport(treated, { folder, fileName: 'x', codebookFormat, format: 'codebook' });
    texts[codebookFormat] = readFileSync(join(folder, `x-codebook.${codebookFormat}`), 'utf8');
  }
  const all = JSON.parse(texts.json) as Codebook;
  expect(all.otherTreatments).toEqual([{ path: 'phone', treatment: 'left out' }]);
  expect(variable(all, 'on').treatment).toBe('dates cut to the year');
  expect(variable(all, 'age').treatment).toBeNull();
  const lines = parse(texts.csv, { columns: true }) as Record<string, string>[];
  expect(
    lines.filter(({ treatment }) => treatment !== '').map(({ path, treatment }) => [path, treatment]),
  ).toEqual([
    ['on', 'dates cut to the year'],
    ['phone', 'left out'],
    ...ABOUT.lines.map((line) => ['', line]),
  ]);
  expect(all.deidentified).toEqual(ABOUT);
  for (const line of ABOUT.lines) expect(texts.html).toContain(line);
  expect(texts.html).toContain('<code dir="ltr">phone</code>: left out');
  expect(texts.html).toContain('dates cut to the year');
});

test('a form in one language without a title, and without a submission', async () => {
  const folder = temporaryFolder();
  const empty = new MemoryReader([form([field('a', 'int')], { title: '' })], []);
  await writeExport(empty, { folder, fileName: 'x', format: 'codebook' });
  const text = readFileSync(join(folder, 'x-codebook.html'), 'utf8');
  expect(text).toContain('0 rows');
  expect(text).toContain('0 values');
});

test('a file of somebody else stays', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'visits-codebook.html'), 'mine');
  await expect(codebook({ folder })).rejects.toMatchObject({ code: 'export.file_differs' });
  expect(readFileSync(join(folder, 'visits-codebook.html'), 'utf8')).toBe('mine');
});
