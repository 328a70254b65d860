import { expect, test } from 'vitest';
import { freeBytes, roomInMegabytes } from './free-space.ts';

test('a disk has free bytes', () => {
  expect(freeBytes('.')).toBeGreaterThan(0);
});

test('what lacks a byte never looks like enough', () => {
  expect(roomInMegabytes(2_000_001, 2_000_000)).toEqual({ needed: 3, free: 2 });
  expect(roomInMegabytes(1_999_999, 1_999_998)).toEqual({ needed: 2, free: 1 });
});
