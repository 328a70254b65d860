import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnNames, viewColumnNames } from './names.ts';

const step = fc.oneof(
  fc.constantFrom('a', 'A', 'b', 'a_b', 'name', 'Name', 'name_2', 'ß', 'İ', 'constructor', '__proto__'),
  fc.stringMatching(/^[a-z][a-z0-9_]{0,3}$/),
);
const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('/'));
const paths = fc.uniqueArray(path, { maxLength: 40 });

test('full names are the paths, short ones only as long as they must be', () => {
  const table = ['head/name', 'child/name', 'age', 'child/born', 'meta/instanceID'];
  expect(columnNames(table, 'full')).toEqual(table);
  const short = ['head/name', 'child/name', 'age', 'born', 'instanceID'];
  expect(columnNames(table, 'leaf')).toEqual(short);
  expect(columnNames(table, 'shortest')).toEqual(short);
});

test('a path that is the ending of another keeps its name', () => {
  expect(columnNames(['name', 'child/name', 'x/child/name'], 'shortest')).toEqual([
    'name',
    'child/name',
    'x/child/name',
  ]);
});

test('view names differ by more than case, and leave the taken ones alone', () => {
  expect(viewColumnNames(['Name', 'g/name', 'key', 'a/b', 'x/a_b', 'a_b'], ['KEY'])).toEqual([
    'Name',
    'g_name',
    'key_2',
    'b',
    'x_a_b',
    'a_b',
  ]);
});

test('letters that become longer when their case changes do not shift the name', () => {
  expect(viewColumnNames(['İİ/x', 'g/İstanbul'], [])).toEqual(['x', 'İstanbul']);
});

test('names are unique, in order, and the same every time; each is an ending of its path', () => {
  fc.assert(
    fc.property(paths, fc.constantFrom('full', 'leaf', 'shortest'), (table, style) => {
      const names = columnNames(table, style);
      expect(new Set(names).size).toBe(table.length);
      for (const [i, name] of names.entries()) expect(`/${table[i]}`.endsWith(`/${name}`)).toBe(true);
      expect(columnNames(table, style)).toEqual(names);
    }),
  );
});

test('view names differ by more than case, even for repeated paths', () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 40 }), fc.array(step), (table, taken) => {
      const names = viewColumnNames(table, taken).map((name) => name.toLowerCase());
      expect(names).toHaveLength(table.length);
      expect(new Set(names).size).toBe(table.length);
      for (const name of taken) expect(names).not.toContain(name.toLowerCase());
    }),
  );
});

test('ten thousand fields of the same name take no time', () => {
  const table = Array.from({ length: 10_000 }, (_, i) => `g${i}/x/name`);
  expect(new Set(columnNames(table, 'shortest')).size).toBe(10_000);
  expect(
    new Set(
      viewColumnNames(
        table.map(() => 'same'),
        [],
      ),
    ).size,
  ).toBe(10_000);
});
