// Covers core/export/report/asked-options.ts, core/export/report/checksum.ts,
// core/export/report/report-files.ts, core/export/report/report-text.ts, core/export/report/report.ts,
// core/export/report/submission-counts.ts.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { otherDatabases } from '../../store/other-database.ts';
import { type ExportReport, writeExport } from '../export.ts';
import { optionsWith } from '../formats/chosen-options.ts';
import { fileFormatIds } from '../formats/descriptions.ts';
import type { CommonOptions, ExportOptions } from '../options.ts';
import { choices, field, form, repeat, submitted } from '../testing/forms.ts';
import { MemoryReader } from '../testing/memory-reader.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { WrittenReport } from './report.ts';
import { writeReport } from './write-report.ts';

const model = form([
  field('place', 'geopoint'),
  field('name'),
  field('age', 'int'),
  field('day', 'date'),
  field('many', 'select', choices('a', 'b c')),
  repeat('export-report', field('export-report/x')),
]);
const SECRETS = [
  'Zephyrine Quillfeather',
  'eleventy-one',
  'someday soon',
  'a zzz-unlisted-zzz',
  '=SECRETFORMULA()',
];
const [name, age, day, many, formula] = SECRETS;
const submissions = [
  submitted(
    model,
    'uuid:1',
    `<name>${name}</name><age>${age}</age><day>${day}</day><many>${many}</many><export-report><x>${formula}</x></export-report>`,
  ),
  submitted(model, 'uuid:2', '<name>b</name>'),
];
const reader = new MemoryReader([model], submissions, 3);

function optionsIn(folder: string, more: Partial<CommonOptions> = {}, chosen = {}): ExportOptions {
  return optionsWith('tidy', chosen, { folder, fileName: 'file', databases: otherDatabases, ...more });
}

const at = new Date('2026-11-30T10:00:00Z');

async function reported(options: ExportOptions, given?: ExportReport) {
  const report = given ?? (await writeExport(reader, options));
  const parts = {
    reader,
    options,
    formId: 'a/form',
    report,
    steps: [],
    started: at,
    ended: at,
    folder: null,
  };
  const paths = await writeReport(parts);
  if (paths === null) throw new Error('no report');
  const text = readFileSync(paths.text, 'utf8');
  const json = readFileSync(paths.json, 'utf8');
  return { paths, text, json, written: JSON.parse(json) as WrittenReport };
}

test.each(fileFormatIds)('%s: says what was written, and no answer', async (format) => {
  const options = { ...optionsIn(temporaryFolder()), format } as ExportOptions;
  const { paths, text, json, written } = await reported({
    ...options,
    selectMultiple: 'both',
  } as ExportOptions);
  // Named by the form, whatever the first file is.
  expect(basename(paths.text)).toBe('file-export-report.txt');
  expect(basename(paths.json)).toBe('file-export-report.json');
  expect(written.submissions).toMatchObject({ here: 5, written: 2, notReadable: 3, filteredOut: 0 });
  expect(written.files.length).toBeGreaterThan(0);
  for (const secret of SECRETS) {
    expect(text).not.toContain(secret);
    expect(json).not.toContain(secret);
  }
});

test('counts the cells of each column that were written in another way', async () => {
  const { written, text } = await reported(optionsIn(temporaryFolder(), {}, { selectMultiple: 'both' }));
  expect(written.cells).toEqual(
    expect.arrayContaining([
      { why: 'other-type', file: 'file.csv', column: 'age', count: 1 },
      { why: 'unreadable-date', file: 'file.csv', column: 'day', count: 1 },
      { why: 'guarded', file: 'file-export-report.csv', column: expect.any(String), count: 1 },
    ]),
  );
  expect(text).toContain('file.csv, age: 1 not of the type of the column');
});

test('every submission of the workspace is counted once, with the reason why it has no row', async () => {
  const options = optionsIn(temporaryFolder(), { ids: [submissions[0]?.rowId ?? 0], version: 'nothing' });
  const { written } = await reported(options);
  const { here, notReadable, filteredOut, ...counts } = written.submissions;
  expect(here).toBe(counts.written + counts.alreadyThere + counts.failed + notReadable + filteredOut);
});

test('takes the place of its own earlier report, and of nothing else', async () => {
  const folder = temporaryFolder();
  const first = await reported(optionsIn(folder));
  const again = await reported(optionsIn(folder, { overwrite: true }));
  expect(again.paths).toEqual(first.paths);
  const path = join(folder, 'file-export-report.txt');
  for (const put of [
    () => writeFileSync(path, 'my own notes'),
    () => writeFileSync(join(folder, 'file-export-report.json'), '{"my":"own"}'),
    () =>
      writeFileSync(join(folder, 'file-export-report.json'), '{"kind":"attache-export-report","main":"x"}'),
  ]) {
    put();
    const other = await reported(optionsIn(folder, { overwrite: true }));
    expect(basename(other.paths.text)).toBe('file-export-report-2.txt');
    expect(basename(other.paths.json)).toBe('file-export-report-2.json');
  }
  expect(readFileSync(path, 'utf8')).toBe('my own notes');
});

test('never writes through a link', async () => {
  const folder = temporaryFolder();
  const target = join(temporaryFolder(), 'target');
  writeFileSync(target, 'stays');
  symlinkSync(target, join(folder, 'file-export-report.json'));
  const { paths } = await reported(optionsIn(folder));
  expect(basename(paths.json)).toBe('file-export-report-2.json');
  expect(readFileSync(target, 'utf8')).toBe('stays');
});

test('a line break in a title makes no line of its own', async () => {
  const odd = new MemoryReader([form([field('x')], { title: 'A\nFiles\n  forged: 7 rows' })], []);
  const options = optionsIn(temporaryFolder());
  const report = await writeExport(odd, options);
  const parts = {
    reader: odd,
    options,
    formId: 'f',
    report,
    steps: [],
    started: at,
    ended: at,
    folder: null,
  };
  const paths = await writeReport(parts);
  expect(readFileSync(paths?.text ?? '', 'utf8')).not.toMatch(/^ {2}forged/m);
});

test('the options say nothing of folders, and of an address not who uses it', async () => {
  const { written, json } = await reported(
    optionsIn(
      temporaryFolder(),
      { from: '2020-01-01', workspaces: ['/home/amina/secret'] },
      { separator: ';' },
    ),
  );
  expect(written.options).toEqual({ from: '2020-01-01', separator: ';' });
  expect(json).not.toContain('amina');
});
