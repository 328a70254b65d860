import { expect, test } from 'vitest';
import { pathOf } from './refs.ts';

test.each([
  ['/data/g/a', 'x', 'g/a'],
  ['  /data/g/a ', '', 'g/a'],
  ['/h:data/orx:meta/orx:instanceID', '', 'meta/instanceID'],
  ['/data/r[position() = 1]/a', '', 'r/a'],
  ['/data', 'x', ''],
  ['a', '', 'a'],
  ['a/b', 'g', 'g/a/b'],
  ['./a', 'g', 'g/a'],
  ['../a', 'g/h', 'g/a'],
  ['../../../a', 'g', 'a'],
  ['current()/../a', 'g/q', 'g/a'],
  ['.', 'g', 'g'],
  ['/data/ልጅ/ዕድሜ', '', 'ልጅ/ዕድሜ'],
  ['/data/تاریخ‌تولد', '', 'تاریخ‌تولد'],
  ['../col·lecció/क‍ष', 'g/a', 'g/col·lecció/क‍ष'],
  ['/data/x😀y/\u{20000}', '', 'x😀y/\u{20000}'],
  ['/data/a×b', '', null],
  ['', 'g', null],
  ['/data/e/@id', '', null],
  ['/data/*', '', null],
  ["instance('x')/root/item", '', null],
  ['a + b', '', null],
])('%j seen from %j is %j', (reference, context, path) => {
  expect(pathOf(reference, context)).toBe(path);
});
