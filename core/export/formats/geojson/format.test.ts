// Covers core/export/formats/geojson/description.ts, core/export/formats/geojson/feature-text.ts,
// core/export/formats/geojson/first-keys.ts, core/export/formats/geojson/format.ts,
// core/export/formats/geojson/geojson-file.ts, core/export/formats/geojson/layer-files.ts,
// core/export/geo/layers.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RowReader } from '../../../model/rows.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { choices, field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { ANSWERS, PLACES } from '../../testing/places.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { geojson } from './format.ts';

interface Feature {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: { readonly type: string; readonly coordinates: unknown } | null;
}

interface Collection {
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly features: readonly Feature[];
}

async function exported(reader: RowReader, options: Partial<OptionsFor<'geojson'>> = {}) {
  const folder = temporaryFolder();
  const report = await writeExport(reader, { folder, fileName: 'map', ...options, format: 'geojson' });
  const files = new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Collection]),
  );
  const features = (file: string) => files.get(file)?.features ?? [];
  return { folder, report, files, features };
}

const places = new MemoryReader([PLACES], ANSWERS);

test('a file for each location, with its name where a table has several', async () => {
  const { files, report } = await exported(places);
  expect([...files.keys()]).toEqual(['map-home.geojson', 'map-plot.geojson', 'map-way.geojson']);
  expect(files.get('map-plot.geojson')).toMatchObject({
    type: 'FeatureCollection',
    name: 'map-plot',
    description: expect.stringContaining('A form. Form form. Version 1. Each date-time is on the clock'),
  });
  expect(report.files.map(({ rows }) => rows)).toEqual([4, 4, 2]);
});

test('each row is a feature: longitude first, areas against the clock, typed properties', async () => {
  const { features } = await exported(places);
  expect(features('map-home.geojson')[0]).toEqual({
    type: 'Feature',
    properties: expect.objectContaining({
      key: 'uuid:1',
      name: 'One "1", Ünï 😀',
      age: 41,
      height: 1.5,
      is_head: true,
      home_accuracy: 4.2,
      way: '1 2;3 4.5',
      age_text: null,
    }),
    geometry: { type: 'Point', coordinates: [36.81667, -1.28333, 1650.5] },
  });
  expect(features('map-home.geojson')[0]?.properties).not.toHaveProperty('home');
  expect(features('map-home.geojson')[1]?.geometry).toEqual({ type: 'Point', coordinates: [36.5, -1.5] });
  expect(features('map-way.geojson')[0]?.geometry).toEqual({
    type: 'LineString',
    coordinates: [
      [2, 1],
      [4.5, 3],
    ],
  });
  const [plot, other] = features('map-plot.geojson');
  expect(plot).toMatchObject({
    properties: { parent_key: 'uuid:1', position: 1, crop: 'teff' },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0, 1],
          [1, 0, 1],
          [1, 1, 1],
          [0, 1, 1],
          [0, 0, 1],
        ],
      ],
    },
  });
  // The accuracies of an area have no place in a geometry.
  expect(plot?.properties.border_text).toBe('0 0 1 2;1 0 1 2;1 1 1 2;0 1 1 2;0 0 1 2');
  expect(other).toMatchObject({ properties: { border_text: '1 1;2 2;1 1' }, geometry: null });
});

test('what is not of its type, or on no map, is in the property beside it and counted', async () => {
  const { features, report } = await exported(places);
  const rows = features('map-home.geojson').map(({ properties, geometry }) => [
    properties.age,
    properties.age_text,
    properties.home_text,
    properties.way_text,
    geometry !== null,
  ]);
  expect(rows).toEqual([
    [41, null, null, null, true],
    [null, '007', null, '1 2', true],
    [null, 'many', '95 36.5 0 0', null, false],
    [null, null, 'near the church', null, false],
  ]);
  expect(report.notes.filter(({ params }) => params.column === 'home')).toMatchObject([
    { code: 'export.answers_of_other_type', params: { file: 'map-home.geojson', count: 2 } },
    { code: 'export.answers_of_other_type', params: { file: 'map-way.geojson', count: 2 } },
  ]);
});

test('one location keeps the name of the form, and the names of repeats and locations do not collide', async () => {
  const one = form([
    field('at', 'geopoint'),
    repeat('r', field('r/a', 'geopoint'), field('r/b', 'geotrace')),
  ]);
  const { files } = await exported(new MemoryReader([one], []));
  expect([...files.keys()]).toEqual(['map-r-a.geojson', 'map-r-b.geojson', 'map.geojson']);
  const two = form([
    field('x', 'geopoint'),
    field('y', 'geopoint'),
    repeat('x', field('x/at', 'geopoint')),
    repeat('X', field('X/at', 'geopoint')),
  ]);
  const names = [...(await exported(new MemoryReader([two], []))).files.keys()];
  expect(names).toHaveLength(4);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(4);
});

test('labels and dates as they are asked for', async () => {
  const model = form([
    field('at', 'geopoint'),
    field('sex', 'select1', choices('f', 'm')),
    field('crops', 'select', choices('maize', 'teff')),
    field('start', 'dateTime'),
  ]);
  const xml = '<at>1 2</at><sex>f</sex><crops>teff</crops><start>2024-03-01T10:00:00.500+03:00</start>';
  const reader = new MemoryReader([model], [submitted(model, 'uuid:1', xml)]);
  const plain = (await exported(reader)).features('map.geojson')[0]?.properties;
  expect(plain).toMatchObject({ sex: 'f', crops: 'teff', start: '2024-03-01T10:00:00.500' });
  const more = await exported(reader, { labels: '', selectMultiple: 'both', timeZone: 'UTC' });
  expect(more.features('map.geojson')[0]?.properties).toMatchObject({
    sex: 'F',
    crops: 'TEFF',
    crops_maize: 0,
    crops_teff: 1,
    start: '2024-03-01T07:00:00.500',
  });
});

test('tables without a location have no file, and the report names them', async () => {
  const leftOut = (tables: string, count: number) =>
    expect.objectContaining({ code: 'export.tables_left_out', params: { tables, count } });
  expect((await exported(places)).report.notes).toContainEqual(leftOut('visit', 1));
  const inRepeat = form([field('name'), repeat('plot', field('plot/border', 'geoshape'))]);
  const { report } = await exported(
    new MemoryReader([inRepeat], [submitted(inRepeat, 'uuid:1', '<name>x</name>')]),
  );
  expect(report.notes).toContainEqual(leftOut('A form', 1));
  const all = form([field('home', 'geopoint')]);
  expect((await exported(new MemoryReader([all], []))).report.notes).toEqual([]);
});

test('the keys of a file say whose it is', async () => {
  const { folder } = await exported(places);
  const options = { folder, format: 'geojson' } as const;
  expect(geojson.firstKeys(join(folder, 'map-home.geojson'), options)).toEqual([
    'uuid:1',
    'uuid:2',
    'uuid:3',
    'uuid:4',
  ]);
  expect(geojson.firstKeys(join(folder, 'none.geojson'), options)).toBeNull();
  const empty = await exported(new MemoryReader([PLACES], []));
  expect(geojson.firstKeys(join(empty.folder, 'map-home.geojson'), options)).toEqual([]);
});

test('a form without a location is refused', async () => {
  const reader = new MemoryReader([form([field('name')])], []);
  await expect(exported(reader)).rejects.toMatchObject({ code: 'export.no_location' });
});
