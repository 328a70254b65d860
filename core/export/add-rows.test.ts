import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { addRows } from './add-rows.ts';

const rows = ['a', 'b', 'c'].map((row, i) => ({ place: { place: i % 2 }, row }));

test('a sink that needs no wait gets all rows at once, in their order', () => {
  const added: unknown[] = [];
  expect(addRows(rows, (place, row) => void added.push([place, row]))).toBeUndefined();
  expect(added).toEqual([
    [0, 'a'],
    [1, 'b'],
    [0, 'c'],
  ]);
});

test('a sink that needs a wait gets no row before it is ready', async () => {
  const seen: string[] = [];
  await addRows(rows, async (_place, row) => {
    seen.push(`begin ${row}`);
    await setImmediate();
    seen.push(`end ${row}`);
  });
  expect(seen).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
});

test('an error of a sink, at once or later, ends the adding', async () => {
  const later = addRows(rows, (_place, row) => (row === 'b' ? Promise.reject(new Error('full')) : undefined));
  await expect(later).rejects.toThrow('full');
  const atOnce = () =>
    addRows(rows, () => {
      throw new Error('gone');
    });
  expect(atOnce).toThrow('gone');
});
