import { expect, test } from 'vitest';
import { databaseOf, modeOf } from './option-props.ts';

test('some rows alone update tables, unless the user says otherwise', () => {
  expect(modeOf({ mode: null, rows: { kind: 'all' } })).toBe('replace');
  expect(modeOf({ mode: null, rows: { kind: 'days', from: null, to: null } })).toBe('replace');
  expect(modeOf({ mode: null, rows: { kind: 'new' } })).toBe('update');
  expect(modeOf({ mode: 'replace', rows: { kind: 'new' } })).toBe('replace');
  expect(modeOf({ mode: 'update', rows: { kind: 'all' } })).toBe('update');
});

test('formats go to a database all, in part or not at all', () => {
  const [folder, server] = [{ goesTo: 'folder' }, { goesTo: 'server' }] as const;
  expect([[folder], [folder, server], [server, server], []].map(databaseOf)).toEqual([
    'none',
    'some',
    'all',
    'none',
  ]);
});
