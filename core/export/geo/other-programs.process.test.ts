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
import { field, form, submitted } from '../testing/forms.ts';
import { MemoryReader } from '../testing/memory-reader.ts';
import { ANSWERS, PLACES } from '../testing/places.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { wideReader } from '../wide-reader.ts';

/* Files for maps are for programs that are not ours, so these say whether they are right. */

const reader = new MemoryReader([PLACES], ANSWERS);

/** Lets GDAL run SQL on a file: it reads, and may write. */
function ogrSql(path: string, sql: string): string {
  return outputOf('ogrinfo', ['-q', path, '-sql', sql]);
}

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

onlyWhere('gdal', 'sqlite3')(
  'GDAL finds the places of a GeoPackage by its spatial indexes, and keeps them true',
  async () => {
    const folder = temporaryFolder();
    const model = form([field('at', 'geopoint'), field('plot', 'geoshape')]);
    const submissions = Array.from({ length: 500 }, (_, i) => {
      const [latitude, longitude] = [(i % 20) / 2, Math.floor(i / 20) / 2];
      const corner = (x: number, y: number) => `${latitude + y} ${longitude + x} 0 0`;
      const plot = [corner(0, 0), corner(0.4, 0), corner(0.4, 0.4), corner(0, 0)].join(';');
      const at = i % 10 === 9 ? '' : `<at>${latitude} ${longitude} 0 0</at>`;
      return submitted(model, `uuid:${1000 + i}`, `${at}<plot>${plot}</plot>`);
    });
    await writeExport(new MemoryReader([model], submissions), {
      folder,
      fileName: 'map',
      format: 'geopackage',
      databases: otherDatabases,
    });
    const path = join(folder, 'map.gpkg');
    for (const name of ['form_at', 'form_plot']) {
      expect(ogrSql(path, `SELECT HasSpatialIndex('${name}', 'geom')`)).toMatch(/\(Integer\) = 1/);
    }
    const inBox = (name: string, ...box: readonly number[]) => {
      const args = ['-so', '-spat', ...box.map(String), path, name];
      return Number(/Feature Count: (\d+)/.exec(outputOf('ogrinfo', args))?.[1]);
    };
    expect(inBox('form_at', -10, -10, 20, 20)).toBe(450);
    expect(inBox('form_at', 0.9, 0.9, 2.1, 2.1)).toBe(9);
    expect(inBox('form_plot', 0.95, 0.95, 2.1, 2.1)).toBe(9);
    expect(inBox('form_at', 100, 80, 120, 85)).toBe(0);
    // What QGIS does when somebody edits the layer.
    ogrSql(path, 'DELETE FROM form_at WHERE fid IN (43, 44)');
    ogrSql(path, 'UPDATE form_at SET geom = NULL WHERE fid = 45');
    ogrSql(path, 'UPDATE form_at SET geom = (SELECT geom FROM form_at WHERE fid = 64) WHERE fid = 10');
    ogrSql(path, 'UPDATE form_at SET fid = 9000 WHERE fid = 64');
    expect(inBox('form_at', 0.9, 0.9, 2.1, 2.1)).toBe(7);
    const checks = `PRAGMA integrity_check; SELECT rtreecheck('rtree_form_at_geom'), rtreecheck('rtree_form_plot_geom');
      SELECT count(*) FROM rtree_form_at_geom; SELECT id FROM rtree_form_at_geom WHERE id IN (10, 43, 45, 64, 9000)`;
    expect(outputOf('sqlite3', ['-readonly', path, checks])).toBe('ok\nok|ok\n448\n10\n9000\n');
  },
);

onlyWhere('gdal', 'sqlite3')(
  'the numbered locations of repeats as columns are layers of their own, each with all answers',
  async () => {
    const folder = temporaryFolder();
    const wide = wideReader(reader, {});
    const options = { folder, fileName: 'map', repeats: 'wide' } as const;
    await writeExport(wide, { ...options, format: 'geopackage', databases: otherDatabases });
    await writeExport(wide, { ...options, format: 'geojson' });
    const areas = ['POLYGON Z ((0 0 1,1 0 1,1 1 1,0 1 1,0 0 1))', '', '', ''];
    const none = ['', '', '', ''];
    for (const file of ['map.gpkg', 'geojson']) {
      const read = (name: string) =>
        file === 'geojson'
          ? layer(join(folder, `map-${name}.geojson`))
          : layer(join(folder, file), `form_${name}`);
      expect(read('border_1').map(({ WKT }) => WKT)).toEqual(areas);
      expect(read('border_2').map(({ WKT }) => WKT)).toEqual(none);
      expect(read('home').map(({ WKT }) => WKT === '')).toEqual([false, false, true, true]);
      expect(read('border_2')[0]).toMatchObject({
        key: 'uuid:1',
        name: 'One "1", Ünï 😀',
        crop_1: 'teff',
        border_1: ANSWERS[0]?.records[1]?.values['plot/border'],
        border_2_text: '1 1;2 2;1 1',
        on_1: '2024/02/29',
      });
      expect(read('border_2')).toHaveLength(4);
    }
    const path = join(folder, 'map.gpkg');
    const tables = outputOf('sqlite3', [
      '-readonly',
      path,
      'SELECT table_name FROM gpkg_contents ORDER BY rowid',
    ]);
    expect(tables.trim().split('\n')).toEqual(['form_home', 'form_way', 'form_border_1', 'form_border_2']);
  },
);
