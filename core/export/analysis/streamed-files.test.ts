// Covers core/export/analysis/planned-table.ts.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OutputFiles } from '../output-files.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { Cell } from './cell.ts';
import { type StreamedFile, streamedFiles } from './streamed-files.ts';
import { column, FORM } from './testing/hand-made.ts';

function textFile(path: string, fails: (row: readonly Cell[]) => boolean = () => false): StreamedFile {
  return {
    file: `F${path}.txt`,
    table: {
      form: FORM,
      path,
      name: path,
      labels: {},
      columns: [column('key'), column('a')],
      key: 'key',
      parent: null,
      cells: () => [],
    },
    write: (temporary) => ({
      add: (row) => {
        if (fails(row)) throw new Error('no room');
        appendFileSync(temporary, `${row.join()}\n`);
      },
      finish: () => appendFileSync(temporary, 'end\n'),
      close: () => undefined,
    }),
  };
}

test('rows are written while they pass, and the files appear together', async () => {
  const folder = temporaryFolder();
  const files = new OutputFiles(folder, streamedFiles([textFile(''), textFile('r')]), {
    format: 'tidy',
    folder,
  });
  files.add(0, ['k1', '1']);
  files.add(1, ['k1/r[1]', '2']);
  const [first = '', second = ''] = readdirSync(folder).map((name) =>
    readFileSync(join(folder, name), 'utf8'),
  );
  expect([first, second].sort()).toEqual(['k1,1\n', 'k1/r[1],2\n']);
  expect(readdirSync(folder)).not.toContain('F.txt');
  await files.finish();
  expect(readdirSync(folder)).not.toContain('F.txt');
  await files.commit();
  files.discard();
  expect(readdirSync(folder).sort()).toEqual(['F.txt', 'Fr.txt']);
  expect(readFileSync(join(folder, 'F.txt'), 'utf8')).toBe('k1,1\nend\n');
});

test('a file that cannot be written leaves nothing behind', () => {
  const folder = temporaryFolder();
  const planned = streamedFiles([textFile(''), textFile('r', ([key]) => key === 'bad')]);
  const files = new OutputFiles(folder, planned, { format: 'tidy', folder });
  files.add(0, ['k1', '1']);
  expect(() => files.add(1, ['bad', '2'])).toThrow('no room');
  files.discard();
  files.discard();
  expect(readdirSync(folder)).toEqual([]);

  const broken: StreamedFile = {
    ...textFile(''),
    write: () => {
      throw new Error('not opened');
    },
  };
  expect(() => new OutputFiles(folder, streamedFiles([broken]), { format: 'tidy', folder })).toThrow();
  expect(readdirSync(folder)).toEqual([]);
});
