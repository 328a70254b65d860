// Covers core/export/formats/wkt/description.ts, core/export/formats/wkt/format.ts, core/export/geo/wkt.ts,
// core/export/geo/has-location.ts, core/export/formats/tidy/columns.ts.
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { RowReader } from '../../../model/rows.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { csvFiles } from '../../testing/export-to.ts';
import { field, form, repeat } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { ANSWERS, PLACES } from '../../testing/places.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

const places = new MemoryReader([PLACES], ANSWERS);

async function exported(reader: RowReader, options: Partial<OptionsFor<'wkt'>> = {}) {
  const folder = temporaryFolder();
  const report = await writeExport(reader, { folder, fileName: 'map', ...options, format: 'wkt' });
  return { report, files: csvFiles(folder) };
}

function rows(text = ''): Record<string, string>[] {
  return parse(text, { columns: true }) as Record<string, string>[];
}

test('each location has its well-known text behind its answer', async () => {
  const { files, report } = await exported(places);
  const main = rows(files['map.csv']);
  expect(Object.keys(main[0] ?? {}).slice(7, 14)).toEqual([
    'home_latitude',
    'home_longitude',
    'home_altitude',
    'home_accuracy',
    'home_wkt',
    'way',
    'way_wkt',
  ]);
  expect(main.map((row) => [row.home_wkt, row.way_wkt])).toEqual([
    ['POINT Z (36.81667 -1.28333 1650.5)', 'LINESTRING (2 1, 4.5 3)'],
    ['POINT (36.5 -1.5)', ''],
    ['', ''],
    ['', ''],
  ]);
  expect(rows(files['map-plot.csv']).map((row) => [row['plot/border_wkt'], row['plot/crop']])).toEqual([
    ['POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 1 1, 0 0 1))', 'teff'],
    ['', ''],
  ]);
  expect(rows(files['map-visit.csv'])).toMatchObject([{ 'visit/on': '2024-02-29' }]);
  // What no map can show is in its own column as it was written, and counted.
  expect(main[2]).toMatchObject({ home_latitude: '95', home_longitude: '36.5' });
  expect(main[3]).toMatchObject({ home_latitude: 'near the church' });
  const noted = report.notes.map(({ code, params }) => [code, params.column, params.count]);
  expect(noted).toEqual(
    expect.arrayContaining([
      ['export.answers_of_other_type', 'home_wkt', 1],
      ['export.answers_of_other_type', 'home', 1],
      ['export.answers_of_other_type', 'way_wkt', 1],
      ['export.answers_of_other_type', 'plot/border_wkt', 1],
    ]),
  );
});

test('a form without a location is refused, also when its locations are not exported', async () => {
  const without = form([field('name'), repeat('r', field('r/x', 'int'))]);
  await expect(exported(new MemoryReader([without], []))).rejects.toMatchObject({
    code: 'export.no_location',
  });
  await expect(exported(places, { columns: ['name'] })).rejects.toMatchObject({ code: 'export.no_location' });
  const { files } = await exported(places, { columns: ['name', 'home'] });
  expect(rows(files['map.csv'])[0]).toMatchObject({
    name: expect.anything(),
    home_wkt: expect.stringMatching(/^POINT/),
  });
});
