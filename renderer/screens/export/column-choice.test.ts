import { expect, test } from 'vitest';
import type { ExportForm } from '../../../electron/ipc/export.ts';
import { allPaths, aroundRepeats, byGroup, columnsOfData, found, ticked } from './column-choice.ts';

const form: ExportForm = {
  title: 'F',
  languages: [],
  versions: ['1'],
  sources: [],
  tables: [
    {
      path: '',
      label: '',
      columns: [
        { path: 'start', label: 'Started' },
        { path: 'g/village', label: 'Village of the household' },
        { path: 'note', label: 'note' },
      ],
    },
    { path: 'g/members', label: 'Members', columns: [{ path: 'g/members/age', label: 'Age' }] },
  ],
};

test('columnsOfData returns the columns that Data shows, in the form’s order, with the repeats', () => {
  expect(columnsOfData(form, ['note', '@device', 'start'])).toEqual(['start', 'note', 'g/members/age']);
});

test('a column is found by label and by path', () => {
  expect(found(form, ' VILLAGE ').map(({ columns }) => columns.map(({ path }) => path))).toEqual([
    ['g/village'],
  ]);
  expect(found(form, 'members/')[0]?.path).toBe('g/members');
  expect(found(form, 'nothing')).toEqual([]);
  expect(found(form, '').flatMap(({ columns }) => columns)).toHaveLength(allPaths(form).length);
});

test('the chosen columns are in the form’s order, whichever was ticked first', () => {
  const some = ticked(form, ['note'], ['g/members/age', 'start'], true);
  expect(some).toEqual(['start', 'note', 'g/members/age']);
  expect(ticked(form, some, ['note', 'start'], false)).toEqual(['g/members/age']);
});

test('the columns of a table are listed by group; in a repeat, by the groups inside it', () => {
  const names = form.tables.map((table) =>
    byGroup(table).map(([group, columns]) => [group, columns.map(({ path }) => path)]),
  );
  expect(names).toEqual([
    [
      ['', ['start', 'note']],
      ['g', ['g/village']],
    ],
    [['', ['g/members/age']]],
  ]);
});

test('answers are added to repeats only from a table around them', () => {
  expect(allPaths(aroundRepeats(form))).toEqual(['start', 'g/village', 'note']);
  expect(allPaths(aroundRepeats({ ...form, tables: form.tables.slice(0, 1) }))).toEqual([]);
});
