import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { preview } from './preview.ts';
import { tidy } from './testing/export-to.ts';
import { field, form, repeat, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';

const model = form([field('a'), field('p', 'binary'), repeat('r', field('r/b'))]);
const reader = new MemoryReader(
  [model],
  ['i1', 'i2', 'i3'].map((id) =>
    submitted(model, id, `<a>x,y</a><p>a.jpg</p>${'<r><b>z</b></r>'.repeat(3)}`),
  ),
);

test('header and first rows of each table, without quotes', () => {
  expect(preview(reader, { format: 'briefcase', folder: '/nowhere', fileName: 'e.csv' }, 2)).toEqual([
    {
      file: 'e.csv',
      columns: ['SubmissionDate', 'a', 'p', 'SET-OF-r', 'KEY', 'isValidated'],
      rows: ['i1', 'i2'].map((id) => ['Mar 1, 2024 8:00:00 AM', 'x,y', 'media/a.jpg', `${id}/r`, id, 'true']),
      lines: [
        'SubmissionDate,a,p,SET-OF-r,KEY,isValidated',
        ...['i1', 'i2'].map((id) => `"Mar 1, 2024 8:00:00 AM","x,y",media/a.jpg,${id}/r,${id},true`),
      ],
      guarded: { count: 0, columns: [] },
    },
    {
      file: 'e-r.csv',
      columns: ['b', 'PARENT_KEY', 'KEY', 'SET-OF-r'],
      rows: [1, 2].map((n) => ['z', 'i1', `i1/r[${n}]`, 'i1/r']),
      lines: ['b,PARENT_KEY,KEY,SET-OF-r', 'z,i1,i1/r[1],i1/r', 'z,i1,i1/r[2],i1/r'],
      guarded: { count: 0, columns: [] },
    },
  ]);
});

test('when no rows are asked for, none are read', () => {
  const tables = preview(reader, { format: 'tidy', folder: '/nowhere' }, 0);
  expect(tables.map((table) => [table.file, table.rows.length])).toEqual([
    ['A form.csv', 0],
    ['A form-r.csv', 0],
  ]);
});

test('the preview has the cells that are written, also those that the formula guard changes', async () => {
  const model2 = form([field('a'), field('n', 'int'), repeat('r', field('r/b'))]);
  const guarded = new MemoryReader(
    [model2],
    [
      submitted(model2, 'i1', '<a>=1+1</a><n>-5</n><r><b>@me</b></r>'),
      submitted(model2, 'i2', '<a>-5 - 3</a><n>7</n>'),
    ],
  );
  const { files, report } = await tidy(guarded, { fileName: 'e.csv' });
  const [main, inner] = preview(guarded, { format: 'tidy', folder: '/nowhere', fileName: 'e.csv' }, 5);
  expect(main?.rows.map((row) => row.slice(3, 5))).toEqual([
    ["'=1+1", '-5'],
    ["'-5 - 3", '7'],
  ]);
  expect(`${main?.lines.join('\n')}\n`).toBe(files['e.csv']);
  expect(`${inner?.lines.join('\n')}\n`).toBe(files['e-r.csv']);
  expect(parse(files['e.csv'] ?? '').slice(1)).toEqual(main?.rows);
  expect([main?.guarded, inner?.guarded]).toEqual([
    { count: 2, columns: ['a'] },
    { count: 1, columns: ['r/b'] },
  ]);
  expect(report.notes).toEqual([
    { code: 'export.cells_guarded', params: { count: 2, file: 'e.csv', columns: 'a' } },
    { code: 'export.cells_guarded', params: { count: 1, file: 'e-r.csv', columns: 'r/b' } },
  ]);
  const off = preview(guarded, { format: 'tidy', folder: '/nowhere', formulaGuard: false }, 5);
  expect(off[0]?.rows[0]?.[3]).toBe('=1+1');
});
