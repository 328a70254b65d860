// Covers core/export/formats/geopackage/description.ts, core/export/formats/geopackage/first-keys.ts,
// core/export/formats/geopackage/format.ts, core/export/formats/geopackage/geometry-blob.ts,
// core/export/formats/geopackage/geopackage-file.ts, core/export/formats/geopackage/layer-names.ts,
// core/export/formats/geopackage/layer-rows.ts,
// core/export/formats/geopackage/schema.ts, core/export/formats/geopackage/values.ts,
// core/export/sqlite-files.ts.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RowReader } from '../../../model/rows.ts';
import { otherDatabases } from '../../../store/other-database.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { choices, field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { ANSWERS, PLACES } from '../../testing/places.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { geopackage } from './format.ts';

type Row = Readonly<Record<string, unknown>>;

async function exported(reader: RowReader, options: Partial<OptionsFor<'geopackage'>> = {}) {
  const folder = options.folder ?? temporaryFolder();
  const given = {
    folder,
    fileName: 'map',
    databases: otherDatabases,
    ...options,
    format: 'geopackage',
  } as const;
  const report = await writeExport(reader, given);
  const path = join(folder, 'map.gpkg');
  return { folder, path, report, rows: (table: string) => rowsIn(path, table) };
}

function rowsIn(path: string, table: string): Row[] {
  const database = otherDatabases.toRead(path);
  try {
    const names = [...database.rows(`SELECT name FROM pragma_table_info('${table}')`)].map(String);
    return [...database.rows(`SELECT * FROM "${table}"`)].map((row) =>
      Object.fromEntries(
        row.map((value, i) => [names[i], typeof value === 'bigint' ? Number(value) : value]),
      ),
    );
  } finally {
    database.close();
  }
}

const places = new MemoryReader([PLACES], ANSWERS);

test('a layer for each location, and a table for what has none', async () => {
  const { path, report, rows } = await exported(places);
  expect(readFileSync(path).toString('latin1', 68, 72)).toBe('GPKG');
  expect(
    rows('gpkg_contents').map(({ table_name, data_type, srs_id }) => [table_name, data_type, srs_id]),
  ).toEqual([
    ['form_home', 'features', 4326],
    ['form_way', 'features', 4326],
    ['form_plot', 'features', 4326],
    ['form_visit', 'attributes', null],
  ]);
  expect(rows('gpkg_contents')[0]).toMatchObject({
    identifier: 'A form: Where is the house?',
    description: expect.stringMatching(/^Form form, version 1\. All date-times are on the clock of UTC/),
    last_change: '2024-03-01T08:00:00.000Z',
    min_x: 36.5,
    min_y: -1.5,
    max_x: 36.81667,
    max_y: -1.28333,
  });
  expect(rows('gpkg_geometry_columns').map((row) => [row.table_name, row.geometry_type_name, row.z])).toEqual(
    [
      ['form_home', 'POINT', 2],
      ['form_way', 'LINESTRING', 2],
      ['form_plot', 'POLYGON', 2],
    ],
  );
  const indexes = rows('gpkg_extensions').filter((row) => row.extension_name === 'gpkg_rtree_index');
  expect(indexes.map(({ table_name, column_name, scope }) => [table_name, column_name, scope])).toEqual([
    ['form_home', 'geom', 'write-only'],
    ['form_way', 'geom', 'write-only'],
    ['form_plot', 'geom', 'write-only'],
  ]);
  expect(rows('form_home')).toMatchObject([
    { key: 'uuid:1', age: 41, height: 1.5, is_head: 1, home_accuracy: 4.2, way: '1 2;3 4.5' },
    { key: 'uuid:2', age: null, age_text: '007', home_text: null },
    { key: 'uuid:3', age_text: 'many', geom: null, home_text: '95 36.5 0 0' },
    { key: 'uuid:4', geom: null, home_text: 'near the church' },
  ]);
  expect(rows('form_plot')).toMatchObject([
    { parent_key: 'uuid:1', position: 1, crop: 'teff' },
    { parent_key: 'uuid:1', position: 2, geom: null, border_text: '1 1;2 2;1 1' },
  ]);
  expect(rows('form_visit')).toMatchObject([{ parent_key: 'uuid:1', on: '2024-02-29' }]);
  expect(report.files).toMatchObject([{ path, rows: 7, tables: [{ rows: 4 }, { rows: 2 }, { rows: 1 }] }]);
});

test('a geometry is the header of the standard and well-known binary', async () => {
  const { rows } = await exported(places);
  const bytes = (table: string) => Buffer.from(rows(table)[0]?.geom as Uint8Array);
  const point = bytes('form_home');
  expect(point.subarray(0, 8).toString('hex')).toBe('47500001e6100000');
  expect(point.subarray(8, 13).toString('hex')).toBe('01e9030000');
  expect([13, 21, 29].map((at) => point.readDoubleLE(at))).toEqual([36.81667, -1.28333, 1650.5]);
  expect(point).toHaveLength(37);
  const area = bytes('form_plot');
  expect(area.subarray(0, 8).toString('hex')).toBe('47500003e6100000');
  expect([8, 16, 24, 32].map((at) => area.readDoubleLE(at))).toEqual([0, 1, 0, 1]);
  expect(area.subarray(40, 53).toString('hex')).toBe('01eb0300000100000005000000');
  expect(area).toHaveLength(53 + 5 * 24);
});

test('labels of columns, and what choices mean', async () => {
  const model = form(
    [
      field('at', 'geopoint'),
      field('sex', 'select1', {
        ...choices('f', 'm'),
        labels: { '': 'Sex of the head' },
        relevant: '/data/age > 5',
      }),
      field('start', 'dateTime'),
    ],
    { formId: '2024 Survey' },
  );
  const xml = '<at>1 2</at><sex>f</sex><start>2024-03-01T10:00:00.500+03:00</start>';
  const reader = new MemoryReader([model], [submitted(model, 'uuid:1', xml)]);
  const { rows } = await exported(reader);
  expect(rows('v_2024_Survey')).toMatchObject([{ sex: 'f', start: '2024-03-01T07:00:00.500Z' }]);
  expect(rows('gpkg_data_columns').find(({ column_name }) => column_name === 'sex')).toMatchObject({
    table_name: 'v_2024_Survey',
    name: 'sex',
    title: 'Sex of the head',
    description: 'Asked if: /data/age > 5',
    constraint_name: 'sex',
  });
  expect(
    rows('gpkg_data_column_constraints').map((row) => [row.constraint_name, row.value, row.description]),
  ).toEqual([
    ['sex', 'f', 'F'],
    ['sex', 'm', 'M'],
  ]);
  const labelled = await exported(reader, { labels: '', timeZone: 'Africa/Nairobi' });
  expect(labelled.rows('v_2024_Survey')).toMatchObject([{ sex: 'F', start: '2024-03-01T10:00:00.500' }]);
  expect(labelled.rows('gpkg_data_column_constraints')).toEqual([]);
});

test('names of the file and of SQL are left alone, and more columns than a table may have go into a second', async () => {
  const many = Array.from({ length: 2600 }, (_, i) => field(`q${i}`));
  const model = form([field('fid'), field('Geom', 'geopoint'), field('KEY'), ...many]);
  const xml = `<fid>1</fid><Geom>1 2</Geom><KEY>k</KEY>${many.map((_, i) => `<q${i}>${i}</q${i}>`).join('')}`;
  const { rows } = await exported(new MemoryReader([model], [submitted(model, 'uuid:1', xml)]));
  const [row] = rows('form');
  expect(row).toMatchObject({ fid: 1, fid_: '1', key: 'uuid:1', q0: '0' });
  const [rest] = rows('form_2');
  expect(rest).toMatchObject({ key: 'uuid:1', q2599: '2599' });
  expect(Object.keys(row ?? {}).length).toBeLessThan(2000);
  for (let i = 0; i < 2600; i += 1) expect({ ...row, ...rest }[`q${i}`]).toBe(String(i));
});

test('layers that share their rows have them all, however many columns and layers there are', async () => {
  const places = ['a', 'b', 'c'].map((name) => field(name, 'geopoint'));
  for (const count of [3, 1984, 1995, 2600]) {
    const many = Array.from({ length: count }, (_, i) => field(`q${i}`));
    const model = form([...places, ...many]);
    const answers = many.map((_, i) => `<q${i}>${i}</q${i}>`).join('');
    const all = [
      submitted(model, 'uuid:1', `<a>1 2</a><b>3 4</b><c>far</c>${answers}`),
      submitted(model, 'uuid:2', '<b>5 6</b>'),
    ];
    const { rows } = await exported(new MemoryReader([model], all));
    for (const layer of ['a', 'b', 'c']) {
      const parts = [`form_${layer}`, ...(count === 3 ? [] : [`form_${layer}_2`])].map(rows);
      const [first, second] = [0, 1].map((i): Row => Object.assign({}, ...parts.map((part) => part[i])));
      expect(first).toMatchObject({ key: 'uuid:1', c_text: 'far', q0: '0' });
      expect(first?.[`q${count - 1}`]).toBe(`${count - 1}`);
      expect(second).toMatchObject({ key: 'uuid:2', q0: null });
      const others = { a: '1 2', b: '3 4', c: null };
      const { [layer as 'a']: own, ...rest } = others;
      expect(first).toMatchObject({ fid: 1, ...rest });
      expect(first?.geom === null).toBe(own === null);
    }
    expect(rows('rtree_form_b_geom')).toEqual([
      { id: 1, minx: 4, maxx: 4, miny: 3, maxy: 3 },
      { id: 2, minx: 6, maxx: 6, miny: 5, maxy: 5 },
    ]);
    expect(rows('rtree_form_c_geom')).toEqual([]);
    expect(rows('sqlite_master').filter(({ name }) => `${name}`.startsWith('gpkg_all'))).toEqual([]);
  }
});

test('a file that another program has open is not replaced, and its keys say whose it is', async () => {
  const { folder, path } = await exported(places);
  const options = { folder, format: 'geopackage', databases: otherDatabases } as const;
  expect(geopackage.firstKeys(path, options)).toEqual(['uuid:1', 'uuid:2', 'uuid:3', 'uuid:4']);
  const before = readFileSync(path);
  writeFileSync(`${path}-wal`, 'of another program');
  await expect(exported(places, { folder, overwrite: true })).rejects.toMatchObject({
    code: 'export.file_busy',
  });
  expect(readFileSync(path).equals(before)).toBe(true);
  rmSync(`${path}-wal`);
  await exported(places, { folder, overwrite: true });
  expect(readdirSync(folder)).toEqual(['map.gpkg']);
});

test('a form without a location is refused', async () => {
  const reader = new MemoryReader([form([field('name'), repeat('r', field('r/x'))])], []);
  await expect(exported(reader)).rejects.toMatchObject({ code: 'export.no_location' });
});
