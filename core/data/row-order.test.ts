import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnType } from '../model/table-row.ts';
import { ColumnKeysMaker, SortedColumn } from './row-order.ts';

const answers = fc.oneof(
  fc.constantFrom(
    null,
    '',
    '7',
    '-2.5',
    '1e3',
    '2026-11-30',
    '2026-11-30T08:00:00.000+03:00',
    'Élan',
    'elan',
  ),
  fc.string({ maxLength: 3 }),
);
const types = fc.constantFrom<ColumnType>('text', 'integer', 'decimal', 'date', 'datetime', 'select');
const directions = fc.constantFrom('ascending' as const, 'descending' as const);

function keysOf(type: ColumnType, rows: readonly (string | null)[]) {
  const maker = new ColumnKeysMaker(type);
  for (const row of rows) maker.add(row, row ?? '');
  return maker.done();
}

test('rows compare the same, whether their keys were gathered at once or in parts', () => {
  fc.assert(
    fc.property(
      types,
      directions,
      fc.array(answers, { maxLength: 30 }),
      fc.nat(30),
      fc.nat(30),
      (type, direction, rows, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const parts = [rows.slice(0, from), rows.slice(from, to), rows.slice(to)];
        const whole = new SortedColumn([keysOf(type, rows)], direction);
        const joined = new SortedColumn(
          parts.map((part) => keysOf(type, part)),
          direction,
        );
        for (const one of rows.keys()) {
          for (const other of rows.keys()) {
            expect(Math.sign(joined.compare(one, other))).toBe(Math.sign(whole.compare(one, other)));
          }
        }
      },
    ),
  );
});

test('texts without accents and case are equal; numbers come before texts, and rows without an answer last', () => {
  const rows = ['Élan', null, '10', 'elan', '9', ''];
  const compared = (direction: 'ascending' | 'descending') => {
    const column = new SortedColumn([keysOf('integer', rows)], direction);
    return [...rows.keys()].sort((one, other) => column.compare(one, other)).map((i) => rows[i]);
  };
  expect(compared('ascending')).toEqual(['9', '10', 'Élan', 'elan', null, '']);
  expect(compared('descending')).toEqual(['Élan', 'elan', '10', '9', null, '']);
});
