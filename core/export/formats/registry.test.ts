// Covers core/export/csv/first-keys.ts, core/export/formats/briefcase/columns.ts,
// core/export/formats/briefcase/format.ts, core/export/formats/briefcase/plan.ts,
// core/export/formats/tidy/format.ts.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { foldName } from '../../ground/file-name.ts';
import type { FieldType } from '../../model/form.ts';
import type { LeftOutSubmission, RowReader } from '../../model/rows.ts';
import { otherDatabases } from '../../store/other-database.ts';
import { type ExportReport, writeExport } from '../export.ts';
import { filesOf } from '../numbered.ts';
import type { CommonOptions } from '../options.ts';
import { planExport } from '../plan-export.ts';
import { preview } from '../preview.ts';
import { choices, field, form, repeat, submitted } from '../testing/forms.ts';
import { MemoryReader } from '../testing/memory-reader.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { optionsWith } from './chosen-options.ts';
import { descriptionOf, type FormatId, fileFormatIds, formatIds } from './descriptions.ts';
import type { FormatOption } from './option.ts';
import { formatOf } from './registry.ts';

/* The rules that every format with files follows. */

const TYPES: readonly FieldType[] = [
  'string',
  'int',
  'decimal',
  'boolean',
  'date',
  'time',
  'dateTime',
  'geopoint',
  'geotrace',
  'geoshape',
  'binary',
  'barcode',
  'select1',
  'select',
  'rank',
];
const model = form(
  [
    ...TYPES.map((type) => field(type, type, /select|rank/.test(type) ? choices('a', 'b') : {})),
    // With a location in each table, because some formats write no others.
    repeat(
      'r',
      field('r/x'),
      field('r/at', 'geopoint'),
      repeat('r/in', field('r/in/y', 'int'), field('r/in/at', 'geopoint')),
    ),
  ],
  { languages: ['English (en)', 'French (fr)'] },
);
const PLACES = ['', 'r', 'r/in'];

/**
 * Answers without a valid type, and answers that a spreadsheet, a CSV reader or a file system could misread.
 */
const ODD = ['=1+1', 'a,b;c\t"d"', '12 34', '../../etc', '😀 \r\n x', '9'.repeat(400), '2024-02-30'];
const written = (answer: string): string =>
  TYPES.map((type) => `<${type}>${answer.replaceAll('"', '&quot;')}</${type}>`).join('');
const submissions = ODD.map((answer, i) =>
  submitted(model, `uuid:${i}`, `${written(answer)}<r><x>${i}</x><in><y>1</y></in><in><y>two</y></in></r>`),
);
const reader = new MemoryReader([model], submissions);
const ROWS = new Map([
  ['', ODD.length],
  ['r', ODD.length],
  ['r/in', 2 * ODD.length],
]);

const of = (format: FormatId, more: Partial<CommonOptions> = {}, chosen = {}) =>
  optionsWith(format, chosen, {
    folder: temporaryFolder(),
    fileName: 'file',
    databases: otherDatabases,
    printer: { print: (page, pdf) => Promise.resolve(copyFileSync(page, pdf)) },
    ...more,
  });
const run = (format: FormatId, more: Partial<CommonOptions> = {}, given: RowReader = reader) =>
  writeExport(given, of(format, more));

/** Returns how many rows each table must have, in the order of the plan. Files without rows follow the tables. */
function wantedRows(format: FormatId, chosen = {}): (number | undefined)[] {
  const { tables, guides = [] } = planExport(reader, of(format, {}, chosen));
  return [...tables.map(({ path }) => ROWS.get(path)), ...guides.map(() => 0)];
}

/** Returns the rows of each table, in the order of the plan. */
function tableRows({ files }: ExportReport): number[] {
  return files.flatMap(({ rows, tables }) => tables?.map((table) => table.rows) ?? [rows]);
}

/** Returns the bytes of every file in a folder, by name. */
function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]),
  );
}

/** Returns values of an option. */
function valuesOf(option: FormatOption): readonly FormatOption['initial'][] {
  switch (option.kind) {
    case 'choice':
      return option.values;
    case 'text':
      return Object.values(option.offered);
    case 'number':
      return [option.least, option.most];
    case 'texts':
      return [[]];
    case 'switch':
      return [true, false];
    case 'language':
      return ['English (en)', 'French (fr)'];
    case 'zone':
      return ['UTC', 'Africa/Nairobi'];
  }
}

describe.each(fileFormatIds)('%s', (format) => {
  test('plans a table for the submissions first, and one for each repeat, with unique names', () => {
    const plan = planExport(reader, of(format));
    const wanted = descriptionOf(format).hasRepeatsInside === true ? [''] : PLACES;
    expect([...new Set(plan.tables.map(({ path }) => path))]).toEqual(wanted);
    const places = plan.tables.map(({ file, table = '' }) => `${foldName(file)}\0${table.toLowerCase()}`);
    expect(new Set(places).size).toBe(places.length);
    expect(plan.tables.every(({ columns }) => new Set(columns).size === columns.length)).toBe(true);
  });

  test('the plan has the file names that the naming predicts', () => {
    // With one location in each table: a format may name a file by each of several.
    const children = model.children.filter(({ name }) => !/geotrace|geoshape/.test(name));
    const audited = new MemoryReader([form([field('meta/audit', 'binary'), ...children])], []);
    const plan = planExport(audited, of(format, { fileName: undefined }));
    const { naming } = formatOf(format);
    const base = naming.base('A form');
    const files = naming.files(base, PLACES);
    expect(new Set(files)).toEqual(new Set(filesOf(plan)));
    expect(files[0]).toBe(plan.tables[0]?.file);
    expect(files).toEqual(expect.arrayContaining([...naming.telling(base)]));
    expect(naming.base('')).not.toBe('');
  });

  test('writes the planned files and the reported rows, and leaves nothing else', async () => {
    const options = of(format);
    const report = await writeExport(reader, options);
    expect(readdirSync(options.folder).sort()).toEqual(filesOf(planExport(reader, options)).sort());
    expect(tableRows(report)).toEqual(wantedRows(format));
    expect(report.submissions).toBe(ODD.length);
    expect(report.problems.map(({ code }) => code)).not.toContain('export.submission_failed');
  });

  test('writes the same bytes again', async () => {
    const [one, other] = [of(format), of(format)];
    await writeExport(reader, one);
    await writeExport(reader, other);
    expect(filesIn(other.folder)).toEqual(filesIn(one.folder));
  });

  test('the preview shows what the export writes, and touches no file', async () => {
    const options = of(format);
    const shown = preview(reader, options, 3);
    expect(readdirSync(options.folder)).toEqual([]);
    await writeExport(reader, options);
    const files = filesIn(options.folder);
    for (const { file, columns, rows, lines } of shown) {
      expect(rows.length).toBe(3);
      expect(rows.every((row) => row.length === columns.length)).toBe(true);
      const begin = Buffer.from(`${lines.join('\n')}\n`).toString('latin1');
      if (lines.length > 0) expect(files[file]?.startsWith(begin)).toBe(true);
    }
  });

  test.each(Object.entries(descriptionOf(format).options))('takes each value of %s', async (name, option) => {
    for (const value of valuesOf(option)) {
      const chosen = { [name]: value };
      expect(tableRows(await writeExport(reader, of(format, {}, chosen)))).toEqual(
        wantedRows(format, chosen),
      );
    }
  });

  test('refuses anything that is not a file, and files that it has not made, and leaves them unchanged', async () => {
    const main = planExport(reader, of(format)).tables[0]?.file ?? '';
    const folder = temporaryFolder();
    writeFileSync(join(folder, main), 'mine\n');
    await expect(run(format, { folder })).rejects.toMatchObject({ code: 'export.file_differs' });
    expect(filesIn(folder)).toEqual({ [main]: 'mine\n' });
    await run(format, { folder, overwrite: true });
    expect(filesIn(folder)[main]).not.toBe('mine\n');

    const [linked, taken] = [temporaryFolder(), temporaryFolder()];
    if (process.platform !== 'win32') {
      symlinkSync('/nowhere', join(linked, main));
      await expect(run(format, { folder: linked })).rejects.toMatchObject({ code: 'export.file_in_the_way' });
    }
    mkdirSync(join(taken, main));
    await expect(run(format, { folder: taken, overwrite: true })).rejects.toMatchObject({
      code: 'export.file_in_the_way',
    });
  });

  test('adds no row a second time: it skips existing rows, or refuses the export', async () => {
    const folder = temporaryFolder();
    await run(format, { folder });
    const before = filesIn(folder);
    const again = await run(format, { folder, overwrite: false }).catch((error: unknown) => error);
    expect(filesIn(folder)).toEqual(before);
    expect(again).toMatchObject(
      'submissions' in (again as object) ? { submissions: 0 } : { code: /^export\./ },
    );
  });

  test('has a column for an answer that is in no definition, or reports that it is left out', async () => {
    const more = submitted(null, 'uuid:more', '<unknown>kept apart</unknown>');
    const given = new MemoryReader([model], [{ ...more, version: '1' }]);
    const options = of(format);
    // The preview shows what the export writes, and a file may be compressed.
    const isWritten = preview(given, options, 1).some(({ rows }) => rows.flat().includes('kept apart'));
    expect(isWritten || planExport(given, options).leftOut.includes('unknown')).toBe(true);
    if (descriptionOf(format).hasNoAnswers !== true) return;
    await writeExport(given, options);
    const text = Object.values(filesIn(options.folder)).join('');
    expect(text).toContain('unknown');
    expect(text).not.toContain('kept apart');
  });

  test('lists the submissions that have no row', async () => {
    const left: LeftOutSubmission = {
      formId: 'form',
      version: '1',
      instanceId: 'uuid:left',
      submissionDate: null,
      storedAt: '2024-03-02T00:00:00.000Z',
      codes: ['keys.none'],
    };
    const given: RowReader = Object.assign(new MemoryReader([model], submissions, 1), {
      leftOut: () => [left],
    });
    const folder = temporaryFolder();
    const report = await run(format, { folder, listLeftOut: true }, given);
    const list = readdirSync(folder).find((name) => name.includes('-not-exported')) ?? '';
    expect(filesIn(folder)[list]).toContain('uuid:left');
    expect(report.files.at(-1)).toMatchObject({ rows: 1 });
  });

  test('gives all files a number when one file exists already', async () => {
    const folder = temporaryFolder();
    await run(format, { folder });
    const names = readdirSync(folder);
    await run(format, { folder, addNumber: true });
    expect(readdirSync(folder)).toHaveLength(2 * names.length);
    expect(readdirSync(folder).filter((name) => name.includes(' (2).'))).toHaveLength(names.length);
  });

  test('leaves nothing when it is stopped', async () => {
    const folder = temporaryFolder();
    const abort = new AbortController();
    const run = writeExport(reader, of(format, { folder }), {
      signal: abort.signal,
      progress: () => abort.abort(new Error('stopped')),
    });
    await expect(run).rejects.toThrow('stopped');
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('every format has a description of plain data', () => {
  for (const format of formatIds)
    expect(JSON.parse(JSON.stringify(descriptionOf(format)))).toEqual(descriptionOf(format));
});

test('an option of several formats has one kind', () => {
  const kinds = new Map<string, string>();
  for (const [name, { kind }] of formatIds.flatMap((id) => Object.entries(descriptionOf(id).options))) {
    expect(kinds.get(name) ?? kind, name).toBe(kind);
    kinds.set(name, kind);
  }
});
