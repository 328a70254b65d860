import { expect, test } from 'vitest';
import { preview } from './preview.ts';
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
  expect(preview(reader, { profile: 'briefcase', folder: '/nowhere', fileName: 'e.csv' }, 2)).toEqual([
    {
      file: 'e.csv',
      columns: ['SubmissionDate', 'a', 'p', 'SET-OF-r', 'KEY', 'isValidated'],
      rows: ['i1', 'i2'].map((id) => ['Mar 1, 2024 8:00:00 AM', 'x,y', 'media/a.jpg', `${id}/r`, id, 'true']),
      lines: [
        'SubmissionDate,a,p,SET-OF-r,KEY,isValidated',
        ...['i1', 'i2'].map((id) => `"Mar 1, 2024 8:00:00 AM","x,y",media/a.jpg,${id}/r,${id},true`),
      ],
    },
    {
      file: 'e-r.csv',
      columns: ['b', 'PARENT_KEY', 'KEY', 'SET-OF-r'],
      rows: [1, 2].map((n) => ['z', 'i1', `i1/r[${n}]`, 'i1/r']),
      lines: ['b,PARENT_KEY,KEY,SET-OF-r', 'z,i1,i1/r[1],i1/r', 'z,i1,i1/r[2],i1/r'],
    },
  ]);
});

test('no rows asked for, none read', () => {
  const tables = preview(reader, { profile: 'tidy', folder: '/nowhere' }, 0);
  expect(tables.map((table) => [table.file, table.rows.length])).toEqual([
    ['A form.csv', 0],
    ['A form-r.csv', 0],
  ]);
});
