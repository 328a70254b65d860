// Covers core/export/formats/briefcase/, core/export/formats/tidy/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { FieldType, FormField } from '../model/form.ts';
import { briefcase, type Exported, tidy } from './testing/export-to.ts';
import { choices, field, form, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';
import { temporaryFolder } from './testing/temporary.ts';

const records = ({ files }: Exported, file = 'export.csv') =>
  parse(files[file] ?? '', { columns: true, record_delimiter: '\n' }) as Record<string, string>[];

const notes = ({ report }: Exported) =>
  report.notes.map(({ code, params }) => [code, params.column ?? params.columns, params.count]);

/** A question with one type in version 1 and another type in version 2, with one answer in each. */
function changed(
  was: FieldType,
  is: FieldType,
  answers: readonly [string, string],
  more: Partial<FormField> = {},
): MemoryReader {
  const older = form([field('a', was)], { version: '1' });
  const newer = form([field('a', is, more)], { version: '2' });
  return new MemoryReader(
    [newer, older],
    [submitted(older, 'i1', `<a>${answers[0]}</a>`), submitted(newer, 'i2', `<a>${answers[1]}</a>`)],
  );
}

test.each(['tidy', 'briefcase'] as const)(
  '%s: a text in a column of places stays whole, and is counted',
  async (format) => {
    const run = format === 'tidy' ? tidy : briefcase;
    const at = (part: string) => (format === 'tidy' ? `a_${part.toLowerCase()}` : `a-${part}`);
    const done = await run(changed('string', 'geopoint', ['behind the old school', '-1.5 36.8 0 0']));
    expect(records(done)).toMatchObject([
      {
        [at('Latitude')]: 'behind the old school',
        [at('Longitude')]: '',
        [at('Altitude')]: '',
        [at('Accuracy')]: '',
      },
      { [at('Latitude')]: '-1.5', [at('Longitude')]: '36.8', [at('Altitude')]: '0', [at('Accuracy')]: '0' },
    ]);
    expect(notes(done)).toEqual([['export.answers_of_other_type', 'a', 1]]);
  },
);

test.each([
  ['5 6', '5 6', ''],
  ['1.5 36.8 10 4', '1.5', '36.8'],
  ['95 36.8 10 4', '95 36.8 10 4', ''],
  ['1 2 3 4 5', '1 2 3 4 5', ''],
  ['12', '12', ''],
])('%j of a question that asked for no place', async (answer, latitude, longitude) => {
  const done = await tidy(changed('string', 'geopoint', [answer, '1 2']));
  expect(records(done)[0]).toMatchObject({ a_latitude: latitude, a_longitude: longitude });
  expect(records(done)[1]).toMatchObject({ a_latitude: '1', a_longitude: '2', a_altitude: '' });
});

test.each(['string', 'date', 'int', 'select1', 'select', 'geotrace'] as const)(
  'a place in a column of type %s stays whole',
  async (type) => {
    const more = type.startsWith('select') ? choices('a', 'b') : {};
    const reader = changed('geopoint', type, ['1.5 36.8 0 0', ''], more);
    const options = { selectMultiple: 'both', labels: '' } as const;
    const done = await tidy(reader, options);
    expect(records(done)[0]).toMatchObject({ a: '1.5 36.8 0 0' });
    if (type === 'select') expect(records(done)[0]).toMatchObject({ 'a/a': '', 'a/b': '' });
    const counted = notes(done).length + done.report.problems.length;
    expect(counted).toBe(type === 'string' || type === 'geotrace' ? 0 : 1);
    const plain = await briefcase(reader, { selectMultiple: 'both' });
    expect(records(plain)[0]).toMatchObject({ a: '1.5 36.8 0 0' });
  },
);

test('a text in a select-multiple is not split, even if one of its words is a choice', async () => {
  const done = await tidy(changed('string', 'select', ['I like a lot', 'a b'], choices('a', 'b')), {
    labels: '',
    selectMultiple: 'both',
  });
  expect(records(done)).toMatchObject([
    { a: 'I like a lot', 'a/a': '', 'a/b': '' },
    { a: 'A; B', 'a/a': '1', 'a/b': '1' },
  ]);
  expect(notes(done)).toEqual([['export.answers_of_other_type', 'a', 1]]);
});

test('a text in a column of files is not a file, and a file in a column of text is copied', async () => {
  const stored = join(temporaryFolder(), 'stored');
  mkdirSync(join(stored, '..'), { recursive: true });
  writeFileSync(stored, 'JPEG');
  const photo = { attachments: [{ name: 'a.jpg', path: stored, md5: null }] };
  const asText = form([field('a')], { version: '1' });
  const asFile = form([field('a', 'binary')], { version: '2' });
  const all = [
    submitted(asText, 'i1', '<a>a photo of a cow</a>'),
    submitted(asFile, 'i2', '<a>a.jpg</a>', photo),
  ];
  for (const run of [tidy, briefcase]) {
    const files = await run(new MemoryReader([asFile, asText], all));
    expect(records(files).map(({ a }) => a)).toEqual(['a photo of a cow', 'media/a.jpg']);
    expect(files.report.problems).toEqual([]);
    expect(notes(files)).toEqual([['export.answers_of_other_type', 'a', 1]]);
    const text = await run(new MemoryReader([asText, asFile], all));
    expect(records(text).map(({ a }) => a)).toEqual(['a photo of a cow', 'media/a.jpg']);
    expect(readFileSync(join(text.folder, 'media', 'a.jpg'), 'utf8')).toBe('JPEG');
  }
});

test('invalid numbers and booleans are written unchanged and counted', async () => {
  const model = form([field('n', 'int'), field('d', 'decimal'), field('b', 'boolean')]);
  const done = await tidy(
    new MemoryReader(
      [model],
      [
        submitted(model, 'i1', '<n>12-03-045</n><d>1.2.3</d><b>maybe</b>'),
        submitted(model, 'i2', '<n>-12</n><d>1e5</d><b>true</b>'),
        submitted(model, 'i3', '<n/><d/><b/>'),
      ],
    ),
  );
  expect(records(done)).toMatchObject([
    { n: '12-03-045', d: '1.2.3', b: 'maybe' },
    { n: '-12', d: '1e5', b: 'true' },
    { n: '', d: '', b: '' },
  ]);
  expect(notes(done).map(([, column, count]) => [column, count])).toEqual([
    ['n', 1],
    ['d', 1],
    ['b', 1],
  ]);
});

test('choices with spaces are split; an answer that cannot be split is counted and left empty', async () => {
  const model = form([field('m', 'select', choices('za munda', 'za', 'x'))]);
  const reader = new MemoryReader(
    [model],
    ['za munda x', 'za', 'za mundo', ''].map((answer, n) => submitted(model, `i${n}`, `<m>${answer}</m>`)),
  );
  const done = await tidy(reader, { selectMultiple: 'both', labels: '' });
  expect(records(done)).toMatchObject([
    { m: 'ZA MUNDA; X', 'm/za munda': '1', 'm/za': '0', 'm/x': '1' },
    { m: 'ZA', 'm/za munda': '0', 'm/za': '1', 'm/x': '0' },
    { m: 'za mundo', 'm/za munda': '', 'm/za': '', 'm/x': '' },
    { m: '', 'm/za munda': '', 'm/za': '', 'm/x': '' },
  ]);
  expect(notes(done)).toEqual([['export.answers_not_split', 'm', 1]]);
});

test('answers with unknown choices are neither split nor labelled, and a note tells it', async () => {
  const model = form([field('m', 'select'), field('r', 'rank'), field('known', 'select', choices('a'))]);
  const reader = new MemoryReader([model], [submitted(model, 'i', '<m>a  b</m><r>y x</r><known>a</known>')]);
  const done = await tidy(reader, { selectMultiple: 'both', labels: '' });
  expect(records(done)[0]).toMatchObject({ m: 'a  b', r: 'y x', known: 'A', 'known/a': '1' });
  expect(done.files['export.csv']?.split('\n')[0]).not.toContain('m/');
  expect(notes(done)).toEqual([['export.choices_unknown', 'm, r', 2]]);
  expect(notes(await briefcase(reader, { selectMultiple: 'both' }))).toEqual([
    ['export.choices_unknown', 'm, r', 2],
  ]);
  expect(notes(await tidy(reader, { labels: '' }))).toEqual([['export.labels_unknown', 'm, r', 2]]);
  expect(notes(await tidy(reader))).toEqual([]);
});
