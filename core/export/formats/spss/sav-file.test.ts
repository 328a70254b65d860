import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { EMPTY, NOT_ASKED } from '../../analysis/cell.ts';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { writeSav } from './sav-file.ts';

async function written(
  table: FinishedTable,
): Promise<{ readonly bytes: Buffer; readonly notes: readonly unknown[] }> {
  const path = join(temporaryFolder(), 'table.sav');
  const notes: unknown[] = [];
  const note = (...all: unknown[]): void => void notes.push(all);
  await writeSav(path, table, { hasCodes: true }, { note, tell: note });
  return { bytes: readFileSync(path), notes };
}

const COLUMNS = [column('key'), column('answer')];

test('spaces at the end and NUL are counted, once for each text', async () => {
  const { notes } = await written(
    handMade(COLUMNS, [
      ['a ', 'x  '],
      ['b', 'a\0b '],
      ['d', ' ok\n'],
      ['e', EMPTY],
    ]),
  );
  expect(notes).toEqual([
    ['changed', 'key', 1],
    ['changed', 'answer', 2],
  ]);
});

test('an answer that is a code gets other codes, and is counted once', async () => {
  const { bytes, notes } = await written(
    handMade(COLUMNS, [
      ['a', NOT_ASKED],
      ['b', '-99 '],
      ['c', '-999'],
      ['d', '-9998'],
    ]),
  );
  expect(notes).toEqual([['changed', 'answer', 1]]);
  expect(bytes.toString('latin1')).toContain('-9999   \tNot asked');
});

test('an answer is never taken for a code, also when all codes are answers', async () => {
  const codes = [2, 3, 4, 5, 6, 7].map((digits) => `-${'9'.repeat(digits)}`);
  const { bytes } = await written(handMade(COLUMNS, [['a', NOT_ASKED], ...codes.map((code) => ['b', code])]));
  expect(bytes.toString('latin1')).not.toContain('Not asked\0');
  expect(bytes.toString('latin1')).not.toContain('\tNot asked');
});

test('the same rows give the same bytes', async () => {
  const table = handMade(COLUMNS, [['a', 'x'.repeat(40_000)]]);
  expect((await written(table)).bytes.equals((await written(table)).bytes)).toBe(true);
});

test('the names of further parts are free', async () => {
  const columns = [column('key'), column('story'), column('STORY_PART2')];
  const { bytes } = await written(handMade(columns, [['a', 'x'.repeat(40_000), 'y']]));
  expect(bytes.toString('latin1')).toContain('=story_part2_2\t');
});
