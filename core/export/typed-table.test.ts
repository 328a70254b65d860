// Covers core/model/record.ts.
import { expect, test } from 'vitest';
import { joinTables, tablesOf, tablesOfPaths } from '../xform/shapes.ts';
import { choices, field, form, repeat, submitted } from './testing/forms.ts';
import { typedTables } from './typed-table.ts';

const old = form([field('age', 'string'), field('gone', 'int')], { version: '1' });
const middle = form([field('age', 'int')], { version: null });
const newest = form(
  [
    field('age', 'int', { labels: { en: 'Age', fr: 'Âge' }, relevant: '/data/n > 1' }),
    field('who', 'select1', choices('a', 'b', 'a')),
    { ...repeat('child', field('child/name')), labels: { en: 'Children' } },
  ],
  { version: '3' },
);
const models = [newest, middle, old];
const stored = tablesOfPaths(new Map([['', ['loose/answer']]]));
const tables = typedTables(joinTables([...models.map(tablesOf), stored]), models);
const column = (path: string) => {
  const found = tables
    .flatMap(({ columns }) => columns)
    .find((one) => one.path === path && one.kind === 'field');
  if (found?.kind !== 'field') throw new Error(`no column ${path}`);
  return found;
};

test('a column has everything that the form tells about the question', () => {
  expect(column('age')).toMatchObject({
    name: 'age',
    type: 'int',
    labels: { en: 'Age', fr: 'Âge' },
    choices: null,
    relevant: '/data/n > 1',
  });
  expect(column('who').relevant).toBeNull();
  expect(column('who').choices?.map(({ value }) => value)).toEqual(['a', 'b']);
  expect(column('child/name')).toMatchObject({ name: 'name', type: 'string' });
});

test('a column tells which versions of the form have the question', () => {
  expect(column('age').versions).toEqual({ first: '1', last: '3' });
  expect(column('who').versions).toEqual({ first: '3', last: '3' });
  expect(column('gone').versions).toEqual({ first: '1', last: '1' });
  expect(column('loose/answer').versions).toBeNull();
});

test('a repeat has its name and labels', () => {
  expect(tables.map(({ path, name, labels }) => ({ path, name, labels }))).toEqual([
    { path: '', name: '', labels: {} },
    { path: 'child', name: 'child', labels: { en: 'Children' } },
  ]);
});

test('an answer can be read as it was written, and by its type', () => {
  const [record] = submitted(newest, 'i', '<age> 42 </age><who>b</who>').records;
  if (record === undefined) throw new Error('no record');
  expect(column('age').written(record)).toBe(' 42 ');
  expect(column('age').value(record)).toEqual({ kind: 'number', number: 42 });
  expect(column('who').value(record)).toEqual({ kind: 'choices', values: ['b'] });
  expect(column('gone').written(record)).toBe('');
  expect(column('gone').value(record)).toEqual({ kind: 'none' });
});
