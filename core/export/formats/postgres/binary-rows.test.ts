// Covers core/export/formats/postgres/values.ts, core/export/copied-text.ts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cell, EMPTY, NOT_ASKED } from '../../analysis/cell.ts';
import type { AnalysisColumn, ColumnKind } from '../../analysis/column.ts';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { BinaryRows } from './binary-rows.ts';

/** The fields of rows as COPY takes them; null for NULL. */
function fields(rows: Buffer): (Buffer | null)[][] {
  const read: (Buffer | null)[][] = [];
  for (let at = 0; at < rows.length; ) {
    const row: (Buffer | null)[] = [];
    const count = rows.readInt16BE(at);
    at += 2;
    for (let i = 0; i < count; i += 1) {
      const length = rows.readInt32BE(at);
      at += 4;
      row.push(length === -1 ? null : rows.subarray(at, at + length));
      at += Math.max(0, length);
    }
    read.push(row);
  }
  return read;
}

function sent(
  columns: readonly AnalysisColumn[],
  rows: readonly (readonly Cell[])[],
  changed: (place: number) => void = () => {
    throw new Error('changed');
  },
  isSent: (column: AnalysisColumn) => boolean = () => true,
): (Buffer | null)[][] {
  const binary = new BinaryRows(
    columns.map((one) => (isSent(one) ? one : null)),
    changed,
  );
  const pieces: Buffer[] = [];
  for (const _ of handMade(columns, rows).pass(binary)) pieces.push(binary.take());
  return fields(Buffer.concat(pieces));
}

test('every text is sent as it was written, and no text as NULL', () => {
  const text = fc.string({
    unit: fc.constantFrom('\\', 'N', '\n', '\r', '\t', 'é', '😀', '.', 'ጤ'),
    maxLength: 90,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 20 }), (rows) => {
      const read = sent([column('a'), column('b')], rows);
      expect(read.map((row) => row.map(String))).toEqual(rows);
    }),
  );
  expect(sent([column('a'), column('b')], [[EMPTY, NOT_ASKED]])).toEqual([[null, null]]);
});

test('a text that PostgreSQL cannot hold is changed, and counted', () => {
  const places: number[] = [];
  const long = 'x'.repeat(100);
  const rows = sent(
    [column('a'), column('b')],
    [
      ['1', 'a\0b'],
      [`${long}\0ጤ\0`, '2'],
    ],
    (place) => places.push(place),
  );
  expect(rows.map((row) => row.map(String))).toEqual([
    ['1', 'a\uFFFDb'],
    [`${long}\uFFFDጤ\uFFFD`, '2'],
  ]);
  expect(places).toEqual([1, 0]);
});

test('only the columns that a table has are sent', () => {
  const columns = [column('key'), column('n', 'whole'), column('t'), column('u')];
  const rows: Cell[][] = [
    ['k', 1, 'a', EMPTY],
    ['l', EMPTY, 'b\0', 'c'],
  ];
  const read = sent(columns, rows, undefined, ({ name }) => name === 'key' || name === 'u');
  expect(read.map((row) => row.map((field) => field && String(field)))).toEqual([
    ['k', null],
    ['l', 'c'],
  ]);
});

test('numbers, flags, dates and times are those of their types', () => {
  const of = (kind: ColumnKind, cell: number, role: 'answer' | 'choice' = 'answer'): Buffer =>
    sent([column('a', kind, { role })], [[cell]])[0]?.[0] ?? Buffer.of();
  for (const whole of [0, -5, 2 ** 31, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    expect(of('whole', whole).readBigInt64BE()).toBe(BigInt(whole));
  }
  for (const number of [1e-7, -0, 5e-324, -1e300]) expect(of('number', number).readDoubleBE()).toBe(number);
  expect([of('flag', 1), of('flag', 0)]).toEqual([Buffer.of(1), Buffer.of(0)]);
  expect(of('flag', 1, 'choice')).toEqual(Buffer.of(0, 1));
  expect(of('date', 10_957).readInt32BE()).toBe(0);
  expect(of('date', -719_162).readInt32BE()).toBe(-730_119);
  expect(of('time', 250).readBigInt64BE()).toBe(250_000n);
  expect(of('dateTime', Date.UTC(2000, 0)).readBigInt64BE()).toBe(0n);
  expect(of('dateTime', Date.UTC(9999, 11, 31, 23, 59, 59, 999)).readBigInt64BE()).toBe(
    252_455_615_999_999_000n,
  );
});
