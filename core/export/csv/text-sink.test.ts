import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { TextSink } from './text-sink.ts';

const text = {
  header: 'a,b\n',
  separator: ',',
  encode: (row: readonly string[]) => `${row.join(',')}\n`,
};

function written(path: string, rows: readonly (readonly string[])[], isAppended: boolean): string {
  const sink = new TextSink(path, text, isAppended);
  for (const row of rows) sink.add(row);
  sink.finish();
  sink.commit();
  return readFileSync(path, 'utf8');
}

test('the header comes first and then every row, for any number of rows', () => {
  const rows = Array.from({ length: 1001 }, (_, i) => [String(i), 'x']);
  const path = join(temporaryFolder(), 'file.csv');
  expect(written(path, rows, false)).toBe(`a,b\n${rows.map((row) => `${row.join(',')}\n`).join('')}`);
});

test('one cell can be longer than the buffer', () => {
  const long = 'é'.repeat(200_000);
  expect(written(join(temporaryFolder(), 'file.csv'), [[long, '1']], false)).toBe(`a,b\n${long},1\n`);
});

test.each(['a,b\n1,2\n', 'a,b\n1,2'])('rows are added below %j on a line of their own', (before) => {
  const path = join(temporaryFolder(), 'file.csv');
  writeFileSync(path, before);
  expect(written(path, [['3', '4']], true)).toBe('a,b\n1,2\n3,4\n');
});

test('a file without rows has only the header', () => {
  expect(written(join(temporaryFolder(), 'file.csv'), [], false)).toBe('a,b\n');
});
