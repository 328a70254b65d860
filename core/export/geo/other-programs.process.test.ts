// Covers core/export/formats/geojson/format.ts, core/export/formats/geopackage/format.ts,
// core/export/formats/wkt/format.ts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { onlyWhere } from '../../../fixtures/only-where.ts';
import { outputOf } from '../../../fixtures/other-programs.ts';
import { otherDatabases } from '../../store/other-database.ts';
import { writeExport } from '../export.ts';
import { MemoryReader } from '../testing/memory-reader.ts';
import { ANSWERS, PLACES } from '../testing/places.ts';
import { temporaryFolder } from '../testing/temporary.ts';

/* Files for maps are for programs that are not ours, so these say whether they are right. */

const reader = new MemoryReader([PLACES], ANSWERS);

/** Returns the rows of a layer as GDAL reads them; the geometry is the column `WKT`. */
function layer(path: string, ...more: readonly string[]): Record<string, string>[] {
  const text = outputOf('ogr2ogr', ['-f', 'CSV', '/vsistdout/', path, ...more, '-lco', 'GEOMETRY=AS_WKT']);
  return parse(text, { columns: true }) as Record<string, string>[];
}

onlyWhere('gdal')('GDAL finds the places of well-known text', async () => {
  const folder = temporaryFolder();
  await writeExport(reader, { folder, fileName: 'map', format: 'wkt' });
  const places = (file: string, column: string) => {
    const options = ['-oo', `GEOM_POSSIBLE_NAMES=${column}`, '-oo', 'KEEP_GEOM_COLUMNS=NO'];
    return layer(join(folder, file), ...options).map(({ WKT }) => WKT);
  };
  expect(places('map.csv', 'home_wkt')).toEqual([
    'POINT Z (36.81667 -1.28333 1650.5)',
    'POINT (36.5 -1.5)',
    '',
    '',
  ]);
  expect(places('map.csv', 'way_wkt')).toEqual(['LINESTRING (2 1,4.5 3.0)', '', '', '']);
  expect(places('map-plot.csv', 'plot/border_wkt')).toEqual([
    'POLYGON Z ((0 0 1,1 0 1,1 1 1,0 1 1,0 0 1))',
    '',
  ]);
});

onlyWhere('gdal')('GDAL reads the features, types and places of GeoJSON', async () => {
  const folder = temporaryFolder();
  await writeExport(reader, { folder, fileName: 'map', format: 'geojson' });
  const home = layer(join(folder, 'map-home.geojson'));
  expect(
    home.map(({ WKT, key, name, age, is_head, home_accuracy, home_text }) => ({
      WKT,
      key,
      name,
      age,
      is_head,
      home_accuracy,
      home_text,
    })),
  ).toEqual([
    {
      WKT: 'POINT Z (36.81667 -1.28333 1650.5)',
      key: 'uuid:1',
      name: 'One "1", Ünï 😀',
      age: '41',
      is_head: '1',
      home_accuracy: '4.2',
      home_text: '',
    },
    {
      WKT: 'POINT (36.5 -1.5)',
      key: 'uuid:2',
      name: '',
      age: '',
      is_head: '',
      home_accuracy: '',
      home_text: '',
    },
    { WKT: '', key: 'uuid:3', name: '', age: '', is_head: '', home_accuracy: '', home_text: '95 36.5 0 0' },
    {
      WKT: '',
      key: 'uuid:4',
      name: '',
      age: '',
      is_head: '',
      home_accuracy: '',
      home_text: 'near the church',
    },
  ]);
  expect(layer(join(folder, 'map-plot.geojson')).map(({ WKT, crop }) => [WKT, crop])).toEqual([
    ['POLYGON Z ((0 0 1,1 0 1,1 1 1,0 1 1,0 0 1))', 'teff'],
    ['', ''],
  ]);
  const info = outputOf('ogrinfo', ['-al', '-so', join(folder, 'map-home.geojson')]);
  expect(info).toMatch(/Geometry: (3D )?Point\nFeature Count: 4/);
  expect(info).toMatch(/age: Integer \(0\.0\)/);
  expect(info).toMatch(/height: Real \(0\.0\)/);
  expect(info).toMatch(/is_head: Integer\(Boolean\)/);
  expect(info).toMatch(/submission_date: DateTime \(0\.0\)/);
});

onlyWhere('gdal', 'sqlite3')(
  'GDAL and sqlite3 read the layers, types and places of a GeoPackage',
  async () => {
    const folder = temporaryFolder();
    await writeExport(reader, { folder, fileName: 'map', format: 'geopackage', databases: otherDatabases });
    const path = join(folder, 'map.gpkg');
    const info = spawnSync('ogrinfo', ['-al', '-so', path], {
      encoding: 'utf8',
    });
    expect(info).toMatchObject({ status: 0, stderr: '' });
    const heads = [
      ...info.stdout.matchAll(
        /Layer name: (\w+)\n(?:Metadata:\n(?: {2}.*\n)+)?Geometry: (.+)\nFeature Count: (\d)/g,
      ),
    ];
    expect(heads.map(([, ...head]) => head)).toEqual([
      ['form_home', '3D Point', '4'],
      ['form_way', '3D Line String', '4'],
      ['form_plot', '3D Polygon', '2'],
      ['form_visit', 'None', '1'],
    ]);
    expect(info.stdout).toMatch(/age: Integer64 /);
    expect(info.stdout).toMatch(/is_head: Integer\(Boolean\) /);
    expect(info.stdout).toMatch(/submission_date: DateTime /);
    expect(info.stdout).toMatch(/on: Date /);
    expect(
      layer(path, 'form_home').map(({ WKT, key, name, age, home_text }) => [WKT, key, name, age, home_text]),
    ).toEqual([
      ['POINT Z (36.81667 -1.28333 1650.5)', 'uuid:1', 'One "1", Ünï 😀', '41', ''],
      ['POINT (36.5 -1.5)', 'uuid:2', '', '', ''],
      ['', 'uuid:3', '', '', '95 36.5 0 0'],
      ['', 'uuid:4', '', '', 'near the church'],
    ]);
    expect(layer(path, 'form_way').map(({ WKT }) => WKT)).toEqual(['LINESTRING (2 1,4.5 3.0)', '', '', '']);
    expect(layer(path, 'form_plot').map(({ WKT, crop }) => [WKT, crop])).toEqual([
      ['POLYGON Z ((0 0 1,1 0 1,1 1 1,0 1 1,0 0 1))', 'teff'],
      ['', ''],
    ]);
    expect(layer(path, 'form_visit')).toMatchObject([{ parent_key: 'uuid:1', on: '2024/02/29' }]);
    const checks =
      'PRAGMA integrity_check; PRAGMA foreign_key_check; SELECT name FROM form_home WHERE fid = 1';
    expect(outputOf('sqlite3', ['-readonly', path, checks])).toBe('ok\nOne "1", Ünï 😀\n');
  },
);
