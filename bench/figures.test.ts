import { expect, test } from 'vitest';
import { type Figure, median, mediansOf, tableOf } from './figures.ts';

const figure = (value: number, more: Partial<Figure> = {}): Figure => ({
  group: 'Whole line',
  name: '2 threads',
  value,
  unit: 'submissions/s',
  ...more,
});

test('the median is the value in the middle, or between the two there', () => {
  expect(median([5, 1, 100])).toBe(5);
  expect(median([1, 4, 2, 3])).toBe(2.5);
});

test('each number of a figure has its own median over the runs', () => {
  const runs = [
    [figure(10, { cpuSeconds: 3, ratio: { value: 0.2, of: 'the floor' } }), figure(1, { name: 'other' })],
    [figure(30, { cpuSeconds: 1, ratio: { value: 0.9, of: 'the floor' } }), figure(2, { name: 'other' })],
    [figure(20, { cpuSeconds: 2, ratio: { value: 0.3, of: 'the floor' } }), figure(3, { name: 'other' })],
  ];
  expect(mediansOf(runs)).toEqual([
    figure(20, { cpuSeconds: 2, ratio: { value: 0.3, of: 'the floor' } }),
    figure(2, { name: 'other' }),
  ]);
});

test('the table has a heading for each group, and its numbers below each other', () => {
  const table = tableOf([
    figure(1500.4, { cpuSeconds: 12.94, peakMb: 190.6, ratio: { value: 0.43, of: 'the floor' } }),
    figure(9, { name: 'a longer name', ratio: { value: 0.0123, of: 'the first' }, note: '12 requests' }),
    figure(0.5, { group: 'Backup', unit: 's' }),
  ]);
  expect(table.split('\n')).toEqual([
    '',
    'Whole line',
    '  2 threads      1,500 submissions/s  CPU 12.9 s  peak 191 MB  43 % of the floor',
    '  a longer name   9.00 submissions/s                           1.2 % of the first; 12 requests',
    '',
    'Backup',
    '  2 threads                   0.50 s',
  ]);
});
