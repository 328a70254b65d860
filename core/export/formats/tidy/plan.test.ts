// Covers core/export/answer-checks.ts, core/export/answer-types.ts, core/export/check-language.ts,
// core/export/csv/audit-rows.ts, core/export/csv/csv-table.ts, core/export/csv/geopoint.ts,
// core/export/csv/audit-file.ts,
// core/export/formats/tidy/unique-columns.ts, core/export/source-names.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describe, type Problem } from '../../../ground/problem.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import type { OptionsFor } from '../../options.ts';
import { csvFiles, tidy } from '../../testing/export-to.ts';
import { choices, field, form, group, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader, submissionOf } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

/** Returns the rows of one table as a CSV reader reads them. */
const rowsOf = (text: string | undefined, delimiter = ','): Record<string, string>[] =>
  parse(text ?? '', { columns: true, delimiter, bom: true });

async function rows(
  submissions: readonly ExportSubmission[],
  model = FORM,
  options: Partial<OptionsFor<'tidy'>> = {},
) {
  const { files } = await tidy(new MemoryReader([model], submissions), options);
  return rowsOf(files['export.csv']);
}

const FORM = form([
  field('text'),
  field('n', 'decimal'),
  field('many', 'select', choices('a', 'b', 'c')),
  field('order', 'rank', choices('x', 'y')),
  field('one', 'select1', choices('a')),
  field('place', 'geopoint'),
  field('on', 'date'),
  field('at', 'dateTime'),
  field('clock', 'time'),
]);

test('every column, in its order', async () => {
  const { files } = await tidy(new MemoryReader([FORM], []));
  expect(files['export.csv']).toBe(
    `${[
      'key,submission_date,form_version',
      'text,n,many,order,one,place_latitude,place_longitude,place_altitude,place_accuracy,on,at,clock',
      'encrypted,signature,repaired,key_fingerprint,submitter,device,review_state',
      'attachments_present,attachments_expected,edit_of',
    ].join(',')}\n`,
  );
});

test('answers are kept as they were written; dates become ISO 8601 with their own offset', async () => {
  const xml =
    '<text> two  spaces </text><n> 01.50 </n><many>b  a</many><place>-9.01 38.7 0.0 4.20</place>' +
    '<on>2024-02-29</on><at>2018-04-18T10:15:09.4830+02</at><clock>08:05:00.000+0300</clock>';
  const [row] = await rows([
    submitted(FORM, 'uuid:1', xml, { submissionDate: '2018-04-18T10:15:09.483+0200' }),
  ]);
  expect(row).toMatchObject({
    key: 'uuid:1',
    submission_date: '2018-04-18T10:15:09.483+02:00',
    text: ' two  spaces ',
    n: '01.50',
    many: 'b  a',
    one: '',
    place_latitude: '-9.01',
    place_longitude: '38.7',
    place_altitude: '0.0',
    place_accuracy: '4.20',
    on: '2024-02-29',
    at: '2018-04-18T10:15:09.4830+02:00',
    clock: '08:05:00.000+03:00',
  });
});

test('with a time zone all date-times are on its clock, and still the same instants', async () => {
  const xml = '<at>2024-07-01T00:30:00.25Z</at>';
  const [row] = await rows([submitted(FORM, 'i', xml, { submissionDate: '2024-01-01T00:30:00Z' })], FORM, {
    timeZone: 'America/New_York',
  });
  expect(row?.at).toBe('2024-06-30T20:30:00.25-04:00');
  expect(row?.submission_date).toBe('2023-12-31T19:30:00-05:00');
});

test('dates that cannot be read are written unchanged and counted', async () => {
  const { files, report } = await tidy(
    new MemoryReader(
      [FORM],
      [submitted(FORM, 'i', '<on>1.2.2024</on><at>now</at>', { submissionDate: null })],
    ),
  );
  expect(rowsOf(files['export.csv'])[0]).toMatchObject({ on: '1.2.2024', at: 'now', submission_date: '' });
  expect(report.problems).toContainEqual({
    code: 'export.dates_unreadable',
    params: { count: 1, file: 'export.csv', column: 'on' },
  });
});

test('facts about a submission have columns', async () => {
  const [row] = await rows([
    submissionOf({
      instanceId: 'i',
      records: [{ path: '', key: 'i', parentKey: null, ordinal: 0, values: {}, repeats: {} }],
      version: null,
      encrypted: true,
      signature: 'valid',
      repaired: 'iv-overflow',
      keyFingerprint: 'abcd',
      submitter: 'Abebe',
      device: 'phone 7',
      reviewState: 'approved',
      editOf: 'h',
      attachments: [
        { name: 'a', path: '/a', md5: null },
        { name: 'b', path: null, md5: null },
      ],
    }),
  ]);
  expect(row).toMatchObject({
    form_version: '',
    encrypted: 'true',
    signature: 'valid',
    repaired: 'iv-overflow',
    key_fingerprint: 'abcd',
    submitter: 'Abebe',
    device: 'phone 7',
    review_state: 'approved',
    attachments_present: '1',
    attachments_expected: '2',
    edit_of: 'h',
  });
});

test('select-multiples are split when the user asks for it, a ranking into ranks; without an answer all cells are empty', async () => {
  const [first, second] = await rows(
    [submitted(FORM, 'i', '<many>c other a</many><order>y x</order>'), submitted(FORM, 'j', '<many/>')],
    FORM,
    { selectMultiple: 'both' },
  );
  expect(first).toMatchObject({ many: 'c other a', 'many/a': '1', 'many/b': '0', 'many/c': '1' });
  expect(first).toMatchObject({ order: 'y x', 'order/x': '2', 'order/y': '1' });
  expect(second).toMatchObject({ many: '', 'many/a': '', 'order/x': '' });
});

test('with columns alone, only an answer with more than the choices is written whole', async () => {
  const [first, second] = await rows(
    [submitted(FORM, 'i', '<many>c other a</many>'), submitted(FORM, 'j', '<many>c a</many>')],
    FORM,
    { selectMultiple: 'columns' },
  );
  expect(first).toMatchObject({ many_text: 'c other a', 'many/a': '1', 'many/b': '0', 'many/c': '1' });
  expect(second).toMatchObject({ many_text: '', 'many/a': '1', 'many/b': '0', 'many/c': '1' });
  expect(second).not.toHaveProperty('many');
});

test('labels of the chosen language replace values; where one is missing, the default label or the value is used', async () => {
  const translated = form(
    [
      field('many', 'select', {
        choices: [
          { value: 'a', labels: { English: 'Apple', 'Français (fr)': 'Pomme' } },
          { value: 'b', labels: { English: 'Pear' } },
          { value: 'c', labels: {} },
        ],
      }),
      field('one', 'select1', { choices: [{ value: 'a', labels: { 'Français (fr)': 'Pomme' } }] }),
    ],
    { languages: ['English', 'Français (fr)'] },
  );
  const submission = submitted(translated, 'i', '<many>a b c d</many><one>a</one>');
  const [row] = await rows([submission], translated, { labels: 'Français (fr)', selectMultiple: 'both' });
  expect(row).toMatchObject({ many: 'Pomme; Pear; c; d', 'many/a': '1', one: 'Pomme' });
  const reader = new MemoryReader([translated], []);
  await expect(tidy(reader, { labels: 'Klingon' })).rejects.toMatchObject({
    code: 'export.language_unknown',
    params: { language: 'Klingon', translated: 'yes', known: 'English, Français (fr)' },
  });
  const plain = await rows([submitted(FORM, 'i', '<one>a</one>')], FORM, { labels: '' });
  expect(plain[0]?.one).toBe('A');
  const refused = await tidy(new MemoryReader([FORM], []), { labels: 'Klingon' }).catch(
    (error: unknown) => error,
  );
  expect(describe((refused as Problem).data)).toMatchObject({
    message: 'The form has no translations, so it has no language called Klingon.',
    action: 'Export its labels with --labels "", or its values without --labels.',
  });
});

test('a repeat has a separate table, linked to its parent by keys, at every depth', async () => {
  const model = form([
    field('v'),
    repeat('h', field('h/n'), group('h/g', repeat('h/g/p', field('h/g/p/q')))),
  ]);
  const xml = '<v>V</v><h><n>1</n><g><p><q>x</q></p><p><q>y</q></p></g></h><h><n>2</n><g/></h>';
  const { files } = await tidy(new MemoryReader([model], [submitted(model, 'i', xml)]), { names: 'leaf' });
  expect(files['export-h.csv']).toBe('key,parent_key,n\ni/h[1],i,1\ni/h[2],i,2\n');
  expect(files['export-p.csv']).toBe('key,parent_key,q\ni/h[1]/p[1],i/h[1],x\ni/h[1]/p[2],i/h[1],y\n');
});

test('columns have their full path or their last name, and no two are the same', async () => {
  const model = form([field('name'), group('g', field('g/name'), field('g/key')), field('signature')]);
  const header = async (names: OptionsFor<'tidy'>['names']) =>
    (await tidy(new MemoryReader([model], []), { names })).files['export.csv']?.split(',').slice(3, 7);
  expect(await header('full')).toEqual(['name', 'g/name', 'g/key', 'signature_2']);
  const leaf = await header('leaf');
  expect(new Set(leaf).size).toBe(4);
  expect(leaf).not.toContain('key');
  const shortest = await header('shortest');
  expect(new Set(shortest).size).toBe(4);
});

test('repeats with equal names have separate files, also where case is ignored', async () => {
  const model = form([
    group('a', repeat('a/r', field('a/r/x'))),
    group('b', repeat('b/r', field('b/r/x'))),
    repeat('Audit', field('Audit/x')),
    repeat('audit', field('audit/x')),
    group('meta', field('meta/audit', 'binary')),
  ]);
  const { files } = await tidy(new MemoryReader([model], []));
  const names = Object.keys(files);
  expect(names).toHaveLength(6);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(6);
  expect(names).toContain('export-audit.csv');
  expect(files['export-audit.csv']?.startsWith('key,event,node')).toBe(true);
});

test('answers that are in no definition have columns at the end, and tables', async () => {
  const model = form([field('a')]);
  const xml = '<a>1</a><extra id="7">2</extra><a>again</a>';
  const odd = submitted(model, 'i', xml);
  const repeated = submitted(null, 'j', '<a>3</a><r><b>4</b></r><r><b>5</b></r>', { version: '0' });
  const { files, report } = await tidy(new MemoryReader([model], [odd, repeated]));
  const [first, second] = rowsOf(files['export.csv']);
  expect(first).toMatchObject({ a: '1', extra: '2', 'extra/@id': '7', 'a[2]': 'again' });
  expect(second).toMatchObject({ a: '3', extra: '' });
  expect(rowsOf(files['export-r.csv']).map((row) => row['r/b'])).toEqual(['4', '5']);
  expect(report.problems).toEqual([]);
});

test('a field that became a repeat loses nothing of either version', async () => {
  const newer = form([repeat('c', field('c/n'))], { version: '2' });
  const older = form([group('c', field('c/n'))]);
  const { files } = await tidy(
    new MemoryReader(
      [newer, older],
      [submitted(older, 'i1', '<c><n>old</n></c>'), submitted(newer, 'i2', '<c><n>new</n></c>')],
    ),
  );
  expect(files['export.csv']).toContain('old');
  expect(files['export-c.csv']).toContain('new');
});

test('byte order mark and separator', async () => {
  const { files, folder } = await tidy(
    new MemoryReader([FORM], [submitted(FORM, 'i', '<text>a;b,c</text>')]),
    {
      byteOrderMark: true,
      separator: ';',
    },
  );
  expect(files['export.csv']?.startsWith('\uFEFFkey;')).toBe(true);
  expect(rowsOf(files['export.csv'], ';')[0]?.text).toBe('a;b,c');
  const more = new MemoryReader([FORM], [submitted(FORM, 'j', '')]);
  await tidy(more, { byteOrderMark: true, separator: ';', folder, overwrite: false });
  const text = csvFiles(folder)['export.csv'];
  expect(text?.match(/\uFEFF/g)).toHaveLength(1);
  expect(rowsOf(text, ';').map((row) => row.key)).toEqual(['i', 'j']);
});

test('a lone CR is in quotes, because some readers take it for the end of a line', async () => {
  const record = { path: '', key: 'i', parentKey: null, ordinal: 0, values: { text: 'a\rb' }, repeats: {} };
  const { files } = await tidy(
    new MemoryReader([FORM], [submissionOf({ instanceId: 'i', records: [record] })]),
  );
  expect(files['export.csv']).toContain(',"a\rb",');
});

test('the formula guard is on by default, and can be turned off', async () => {
  const submission = submitted(FORM, 'i', '<text>=HYPERLINK("x")</text><n>-1.5</n>');
  expect((await rows([submission]))[0]).toMatchObject({ text: `'=HYPERLINK("x")`, n: '-1.5' });
  expect((await rows([submission], FORM, { formulaGuard: false }))[0]?.text).toBe('=HYPERLINK("x")');
});

test('audit logs of different kinds make one table; unknown columns are kept', async () => {
  const model = form([group('meta', field('meta/audit', 'binary'))]);
  const logs = [
    'event,node,start,end\nform start,,1,2\n',
    'event,node,start,end,latitude,longitude,accuracy,old-value,new-value,battery\nq,"/a,b",3,4,1.5,2.5,9,"o\nld",new,80\n',
    'not a log',
    'event,node,start,end\nq,/data/a,1,2\n\n\uFEFFevent,node,start,end,old-value,new-value\nq,/data/a,3,4,event,node\n',
  ];
  const submissions = logs.map((log, n) => {
    const path = join(temporaryFolder(), 'audit.csv');
    writeFileSync(path, log);
    return submitted(model, `i${n}`, '<meta><audit>audit.csv</audit></meta>', {
      attachments: [{ name: 'audit.csv', path, md5: null }],
    });
  });
  const { files, report } = await tidy(new MemoryReader([model], submissions));
  const audit = rowsOf(files['export-audit.csv']);
  expect(audit).toHaveLength(5);
  expect(audit[0]).toMatchObject({
    key: 'i0',
    event: 'form start',
    start: '1',
    end: '2',
    latitude: '',
    other: '',
  });
  expect(audit[1]).toMatchObject({
    node: '/a,b',
    accuracy: '9',
    'old-value': 'o\nld',
    other: '{"battery":"80"}',
  });
  expect(audit[2]).toMatchObject({ key: 'i2', event: '', other: 'not a log' });
  expect(audit[3]).toMatchObject({ key: 'i3', event: 'q', end: '2', 'old-value': '', other: '' });
  expect(audit[4]).toMatchObject({
    event: 'q',
    end: '4',
    'old-value': 'event',
    'new-value': 'node',
    other: '',
  });
  expect(rowsOf(files['export.csv']).map((row) => row['meta/audit'])).toEqual([
    'media/audit-i0.csv',
    'media/audit-i1.csv',
    'media/audit-i2.csv',
    'media/audit-i3.csv',
  ]);
  expect(report.mediaCopied).toBe(4);
});

test('a CSV reader reads every answer unchanged', async () => {
  const model = form([field('a'), field('b'), repeat('r', field('r/c'))]);
  const answer = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a";,\n\r\t ]*$/));
  const submission = fc.record({ a: answer, b: answer, c: fc.array(answer, { maxLength: 3 }) });
  const separator = fc.constantFrom(',', ';', '\t', '|');
  await fc.assert(
    fc.asyncProperty(fc.array(submission, { maxLength: 5 }), separator, async (answers, delimiter) => {
      const all = answers.map(({ a, b, c }, n) => {
        const key = `i${n}`;
        const rest = c.map((text, i) => ({
          path: 'r',
          key: `${key}/r[${i + 1}]`,
          parentKey: key,
          ordinal: i + 1,
          values: { 'r/c': text },
          repeats: {},
        }));
        const main = {
          path: '',
          key,
          parentKey: null,
          ordinal: 0,
          values: { a, b },
          repeats: { r: c.length },
        };
        return submissionOf({ instanceId: key, records: [main, ...rest] });
      });
      const { files } = await tidy(new MemoryReader([model], all), {
        separator: delimiter,
        formulaGuard: false,
      });
      const read = rowsOf(files['export.csv'], delimiter);
      expect(read.map(({ a, b }) => ({ a, b }))).toEqual(answers.map(({ a, b }) => ({ a, b })));
      const inner = rowsOf(files['export-r.csv'], delimiter);
      expect(inner.map((row) => row['r/c'])).toEqual(answers.flatMap(({ c }) => c));
    }),
    { numRuns: 50 },
  );
});

test('appended rows leave the start of a file as it is, with or without a byte order mark', async () => {
  const model = form([field('a')]);
  const reader = new MemoryReader([model], [submitted(model, 'i', '<a>1</a>')]);
  for (const mark of [true, false]) {
    const { folder } = await tidy(reader, { byteOrderMark: mark });
    const more = new MemoryReader([model], [submitted(model, 'j', '<a>2</a>')]);
    const { files } = await tidy(more, { folder, byteOrderMark: !mark, overwrite: false });
    const text = files['export.csv'] ?? '';
    expect(text.startsWith('\uFEFF')).toBe(mark);
    expect(text.slice(1)).not.toContain('\uFEFF');
    expect(text.split('\n')).toHaveLength(4);
    const replaced = await tidy(reader, { folder, byteOrderMark: !mark });
    expect(replaced.files['export.csv']?.startsWith('\uFEFF')).toBe(!mark);
  }
});
