// Covers core/export/analysis/row-block.ts, core/export/analysis/column-facts.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { type Cell, EMPTY, isMissing, NOT_ASKED, NOT_IN_VERSION } from './cell.ts';
import { RowSpool } from './spool.ts';

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constantFrom<Cell>(EMPTY, NOT_ASKED, NOT_IN_VERSION, 0, -0, 2 ** 31, -(2 ** 31), ''),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** The cells as they are handed on; null for those without a value. */
function passed(spool: RowSpool, wanted: readonly number[]): (string | number | null)[][] {
  const rows: (string | number | null)[][] = [];
  const put = (place: number, cell: string | number | null): void => {
    const row = rows.at(-1);
    if (row?.length === place) row.push(cell);
  };
  const steps = spool.pass(wanted, {
    beginRow: () => void rows.push([]),
    missing: (place) => put(place, null),
    number: put,
    text: (place, bytes, from, to) => put(place, bytes.toString('utf8', from, to)),
  });
  for (const _ of steps);
  return rows;
}

test('all rows come back, cell by cell, as often as they are asked for', () => {
  const tables = fc.integer({ min: 1, max: 6 }).chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 30 }),
      wanted: fc.subarray(Array.from({ length: columns }, (_, i) => i)),
    }),
  );
  fc.assert(
    fc.property(tables, ({ columns, rows, wanted }) => {
      const spool = new RowSpool(columns, temporaryFolder());
      for (const row of rows) spool.add(row);
      spool.finish();
      const expected = rows.map((row) => wanted.map((column) => row[column]));
      expect([...spool.rows(wanted)]).toStrictEqual(expected);
      expect([...spool.rows(wanted)]).toStrictEqual(expected);
      expect(passed(spool, wanted)).toStrictEqual(
        expected.map((row) => row.map((cell) => (cell !== undefined && isMissing(cell) ? null : cell))),
      );
      expect(spool.count).toBe(rows.length);
    }),
  );
});

test('many rows go into a file that nobody else can read, and it goes away', () => {
  const folder = temporaryFolder();
  const spool = new RowSpool(2, folder);
  const secret = 'planted answer ';
  const long = 'ዕድሜ'.repeat(100_000);
  const rows = Array.from({ length: 30_000 }, (_, i): Cell[] => [
    `${secret}${'x'.repeat(i % 400)}`,
    i === 20_000 ? long : i,
  ]);
  for (const row of rows) spool.add(row);
  spool.finish();
  const [file = ''] = readdirSync(folder);
  expect(readFileSync(join(folder, file)).includes(secret)).toBe(false);
  let place = 0;
  for (const row of spool.rows([0, 1])) {
    if (row[0] !== rows[place]?.[0] || row[1] !== rows[place]?.[1]) expect(row).toEqual(rows[place]);
    place += 1;
  }
  expect(place).toBe(rows.length);
  expect(spool.facts(1).longest).toBe(Buffer.byteLength(long));
  spool.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('counts what a column has', () => {
  const spool = new RowSpool(1, temporaryFolder());
  for (const one of [EMPTY, NOT_ASKED, NOT_ASKED, NOT_IN_VERSION, 3, -2.5, 'é']) spool.add([one]);
  expect(spool.facts(0)).toEqual({
    values: 3,
    missing: { empty: 1, notAsked: 2, notInVersion: 1 },
    least: -2.5,
    greatest: 3,
    isWhole: false,
    longest: 2,
    bytes: 2,
  });
});
