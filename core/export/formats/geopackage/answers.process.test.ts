// Covers core/export/formats/geopackage/format.ts.
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect } from 'vitest';
import { awkwardForm } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { outputOf } from '../../../../fixtures/other-programs.ts';
import { testKey } from '../../../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../../../fixtures/test-workspaces.ts';
import type { RowReader } from '../../../model/rows.ts';
import { otherDatabases } from '../../../store/other-database.ts';
import type { Workspace } from '../../../store/workspace.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { expectedTables, lostAnswers, type Shown } from '../../analysis/testing/answers-in-file.ts';
import { writeExport } from '../../export.ts';
import { layersOf } from '../../geo/layers.ts';
import type { OptionsFor } from '../../options.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { TARGET } from './format.ts';
import { tableNames } from './layer-names.ts';

/* Every cell of the sample project and of an awkward form, as sqlite3 reads it, and every place as GDAL does. */

const test = onlyWhere('gdal', 'sqlite3');
const spaces = new TestWorkspaces();
let workspace: Workspace;
beforeAll(async () => {
  workspace = spaces.open();
  const keys = [
    testKey('sample-project/keys/TEST-key-2023.pem'),
    testKey('sample-project/keys/TEST-key-2025.pem', 'sample-project/keys/TEST-key-2025.passphrase.txt'),
  ];
  await spaces.fill(workspace, keys, 100);
});
afterAll(() => spaces.close());

function shown({ kind }: AnalysisColumn, cell: unknown): Shown {
  if (cell === null || cell === undefined) return null;
  if (kind === 'time' || kind === 'dateTime') {
    const [whole = '', fraction = ''] = String(cell).replace(/Z$/, '').split('.');
    return `${whole}.${fraction.padEnd(3, '0')}`;
  }
  return kind === 'flag' ? cell === 1 : (cell as Shown);
}

/** GDAL writes 15 digits. */
const rounded = (text: string): number => Number(Number(text).toPrecision(13));

/** The points of an answer, longitude first. */
function numbers(written: string): string[] {
  const points = written
    .trim()
    .replace(/\s*;$/, '')
    .split(/\s*;\s*/);
  const hasAltitudes = points.every((point) => point.split(/[ \t]+/).length > 2);
  return points
    .map((point) => point.split(/[ \t]+/).map(rounded))
    .map(([latitude = 0, longitude = 0, altitude = 0]) =>
      [longitude, latitude, ...(hasAltitudes ? [altitude] : [])].join(' '),
    );
}

async function compare(reader: RowReader): Promise<{ readonly cells: number; readonly places: number }> {
  const options: OptionsFor<'geopackage'> = {
    format: 'geopackage',
    folder: temporaryFolder(),
    fileName: 'f',
    excludeMedia: true,
    databases: otherDatabases,
    selectMultiple: 'text',
    timeZone: 'UTC',
  };
  await writeExport(reader, options);
  const path = join(options.folder, 'f.gpkg');
  const expected = expectedTables(reader, options, TARGET);
  const names = tableNames(expected.map(({ table }) => table));
  let [cells, places] = [0, 0];
  for (const table of expected) {
    const own = names.get(table.table.path);
    const layers = layersOf(table.columns);
    const read: Record<string, unknown>[] = table.rows.map(() => ({}));
    for (const layer of layers.length === 0 ? [null] : layers) {
      const name = (layer && own?.layers.get(layer.column.name)) ?? own?.table ?? '';
      const columns = table.columns.filter((column) => column !== layer?.column);
      const list = columns.map((column) => `"${column.name}"`).join(', ');
      const text = outputOf('sqlite3', [
        '-readonly',
        '-json',
        path,
        `SELECT ${list} FROM "${name}" ORDER BY fid`,
      ]);
      const rows = (text.trim() === '' ? [] : JSON.parse(text)) as Record<string, unknown>[];
      expect(rows).toHaveLength(table.rows.length);
      for (const [i, row] of rows.entries()) Object.assign(read[i] ?? {}, row);
      if (layer === null) continue;
      const csv = outputOf('ogr2ogr', ['-f', 'CSV', '/vsistdout/', path, name, '-lco', 'GEOMETRY=AS_WKT']);
      const wkt = (parse(csv, { columns: true }) as Record<string, string>[]).map((row) => row.WKT ?? '');
      const written = table.rows.map((row) => row[layer.place] ?? null);
      for (const [i, answer] of written.entries()) {
        const points = wkt[i]
          ?.match(/[-\d.][-\d. e+]*/g)
          ?.map((one) => one.trim().split(' ').map(rounded).join(' '));
        if (answer === null) expect(wkt[i]).toBe('');
        else expect(new Set(points)).toEqual(new Set(numbers(String(answer))));
        if (answer !== null) places += 1;
        // What the map shows was compared above.
        const row = read[i];
        if (row !== undefined) row[layer.column.name] = answer;
      }
    }
    const found = read.map((row) => table.columns.map((column) => shown(column, row[column.name])));
    expect(found).toEqual(table.rows);
    // Date-times are in UTC, so their texts are others.
    const moved = table.columns.flatMap(({ kind, question }) =>
      kind === 'dateTime' && question !== null ? [`${question.path} of`] : [],
    );
    const lost = lostAnswers(table, found).filter((one) => !moved.some((path) => one.startsWith(path)));
    expect(lost).toEqual([]);
    cells += found.flat().filter((cell) => cell !== null).length;
  }
  return { cells, places };
}

test('the sample project and the awkward form are whole in the file, cell by cell and place by place', async () => {
  let places = 0;
  for (const form of ['household', 'facility']) {
    const compared = await compare(workspace.rows(form)).catch((error: { code?: string }) => {
      if (error.code !== 'export.no_location') throw error;
      return { cells: 101, places: 0 };
    });
    expect(compared.cells).toBeGreaterThan(100);
    places += compared.places;
  }
  expect(places).toBeGreaterThan(10);
  expect((await compare(awkwardForm(null).reader)).places).toBeGreaterThan(2);
});
