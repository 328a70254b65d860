// Covers core/export/formats/parquet/text-values.ts, core/export/formats/parquet/text-dictionary.ts,
// core/export/formats/parquet/number-values.ts, core/export/formats/parquet/flag-values.ts,
// core/export/formats/parquet/levels.ts, core/export/formats/parquet/hybrid.ts,
// core/export/formats/parquet/column-chunk.ts, core/export/formats/parquet/footer.ts,
// core/export/formats/parquet/physical.ts, core/export/growing-bytes.ts,
// core/export/formats/parquet/compact-protocol.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { type Cell, EMPTY, isMissing, NOT_ASKED } from '../../analysis/cell.ts';
import type { AnalysisColumn, ColumnKind } from '../../analysis/column.ts';
import { column, FORM } from '../../analysis/testing/hand-made.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { ParquetFile } from './parquet-file.ts';
import { RowGroups } from './row-groups.ts';

type Row = Readonly<Record<string, unknown>>;

/** Writes row groups and reads them with another program. */
async function readBack(
  columns: readonly AnalysisColumn[],
  groups: readonly (readonly (readonly Cell[])[])[],
): Promise<{ readonly metadata: FileMetaData; readonly rows: readonly Row[] }> {
  const path = join(temporaryFolder(), 'table.parquet');
  writeFileSync(path, '');
  const table = { form: FORM, path: '', name: '', labels: {}, key: 'key', parent: null, columns };
  const file = new ParquetFile(path, table, false, new RowGroups());
  for (const group of groups) {
    for (const row of group) file.add(row);
    file.endGroup();
  }
  file.finish();
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const metadata = parquetMetadata(bytes);
  return { metadata, rows: await parquetReadObjects({ file: bytes, metadata }) };
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  words: 'text',
  texts: 'text',
  whole: 'whole',
  codes: 'whole',
  number: 'number',
  flag: 'flag',
  at: 'dateTime',
};
const columns = Object.entries(KINDS).map(([name, kind]) => column(name, kind));

function plain(kind: ColumnKind, value: unknown): Cell {
  if (value === null || value === undefined) return EMPTY;
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return value ? 1 : 0;
  return kind === 'whole' ? Number(value) : (value as string | number);
}

const cells = {
  words: fc.constantFrom('', 'maize', 'ጤፍ', '😀'),
  texts: fc.string({ unit: 'binary', maxLength: 40 }),
  whole: fc.maxSafeInteger(),
  codes: fc.integer({ min: -3, max: 3 }),
  number: fc.oneof(fc.constantFrom(0, -0, 0.5), fc.double({ noDefaultInfinity: true, noNaN: true })),
  flag: fc.constantFrom(0, 1),
  at: fc.integer({ min: Date.UTC(1000, 0), max: Date.UTC(9999, 0) }),
};
const row = fc.tuple(
  ...Object.values(cells).map((cell) => fc.option<Cell, Cell>(cell, { nil: NOT_ASKED, freq: 3 })),
);

test('every cell of any rows is read back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 60 }), { maxLength: 3 }), async (groups) => {
      const { rows } = await readBack(columns, groups);
      const read = rows.map((cellsOfRow) => columns.map(({ name, kind }) => plain(kind, cellsOfRow[name])));
      expect(read).toEqual(groups.flat().map((made) => made.map((cell) => (isMissing(cell) ? EMPTY : cell))));
    }),
  );
});

test('texts that repeat are in a dictionary, and those of a column in which most differ are not', async () => {
  const group = Array.from({ length: 3000 }, (_, i): Cell[] => [
    `k${i}`,
    `enumerator ${i % 300}`,
    i < 1500 ? 'the same' : `note ${i}`,
    i % 1000,
    i / 3,
  ]);
  const made = [column('key'), column('who'), column('late'), column('n', 'whole'), column('d', 'number')];
  const { metadata, rows } = await readBack(made, [group, group]);
  expect(rows.map((one) => made.map(({ name, kind }) => plain(kind, one[name])))).toEqual([
    ...group,
    ...group,
  ]);
  const hasDictionary = metadata.row_groups.map(({ columns: chunks }) =>
    chunks.map(({ meta_data }) => meta_data?.encodings.includes('RLE_DICTIONARY')),
  );
  expect(hasDictionary).toEqual([
    [false, true, false, true, false],
    [false, true, false, true, false],
  ]);
});

test('a row group without a value has no dictionary, whatever the type of the column', async () => {
  const { metadata } = await readBack(columns, [[columns.map(() => EMPTY)]]);
  const [group] = metadata.row_groups;
  for (const { meta_data } of group?.columns ?? []) {
    expect(meta_data?.encodings).toEqual(['PLAIN', 'RLE']);
    expect(meta_data?.dictionary_page_offset).toBeUndefined();
  }
});

test('a column that is only there when it is used is empty in the row groups before, or not there', async () => {
  const made = [
    column('key'),
    column('late', 'text', { isOnlyWhenUsed: true }),
    column('never', 'whole', { isOnlyWhenUsed: true }),
    column('unused', 'date'),
  ];
  const { metadata, rows } = await readBack(made, [
    [
      ['a', EMPTY, EMPTY, EMPTY],
      ['b', NOT_ASKED, EMPTY, EMPTY],
    ],
    [['c', 'many', EMPTY, EMPTY]],
  ]);
  expect(metadata.schema.slice(1).map(({ name }) => name)).toEqual(['key', 'late', 'unused']);
  expect(rows).toEqual(
    [
      { key: 'a', late: null, unused: null },
      { key: 'b', late: null, unused: null },
      { key: 'c', late: 'many', unused: null },
    ].map((one) => expect.objectContaining({ key: one.key })),
  );
  expect(rows.map(({ late }) => late ?? null)).toEqual([null, null, 'many']);
});

test('the footer counts the cells without a value, and has the least and the greatest of the others', async () => {
  const { metadata } = await readBack(
    [column('key'), column('n', 'whole'), column('d', 'number'), column('f', 'flag')],
    [
      [
        ['a', -5, 0, 1],
        ['b', EMPTY, 0.5, EMPTY],
        ['c', 9_007_199_254_740_991, -0, 1],
      ],
    ],
  );
  const [key, n, d, f] = metadata.row_groups[0]?.columns.map((chunk) => chunk.meta_data?.statistics) ?? [];
  expect(key).toMatchObject({ null_count: 0n });
  expect(key?.min_value).toBeUndefined();
  expect(n).toMatchObject({ null_count: 1n, min_value: -5n, max_value: 9_007_199_254_740_991n });
  expect(d).toMatchObject({ null_count: 0n, min_value: -0, max_value: 0.5 });
  expect(f).toMatchObject({ null_count: 1n, min_value: true, max_value: true });
});

test('long texts have a page for each megabyte', async () => {
  const group = Array.from({ length: 40 }, (_, i): Cell[] => [
    i % 9 === 0 ? EMPTY : `${i} ${'ab'.repeat(60_000)}`,
  ]);
  const { rows } = await readBack([column('t')], [group, group]);
  expect(rows.map(({ t }) => plain('text', t))).toEqual([...group, ...group].flat());
});
