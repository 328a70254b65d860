import { expect, test } from 'vitest';
import { saidOf } from './said.ts';

const notes = (count: number, code: string) =>
  Array.from({ length: count }, (_, i) => ({ code, params: { column: `q${i}` } }));

test.each([
  [true, 150, 5, 145],
  [true, 6, 6, 0],
  [true, 1, 1, 0],
  [false, 150, 150, 0],
])('with a report: %s, of %i alike %i are shown', (hasReport, count, shown, more) => {
  const said = saidOf({
    problem: null,
    problems: [],
    notes: [...notes(count, 'a'), ...notes(1, 'b')],
    hasReport,
  } as unknown as Parameters<typeof saidOf>[0]);
  expect(said.map((one) => [one.shown.length, one.more])).toEqual([
    [shown, more],
    [1, 0],
  ]);
});
