import { expect, test } from 'vitest';
import { RecordRoom } from './record-room.ts';

test('what has no room is left out, and said', () => {
  const room = new RecordRoom(20);
  expect(room.take(5)).toBe(true);
  expect(room.isFull).toBe(false);
  const [one, other, last] = ['ab', 'cdef', 'g'].map((value) => ({ name: 'n', values: [value] }));
  // A value of two bytes is n('ab'), with a line end behind it.
  expect(room.fitting([one, other, last].flatMap((attribute) => attribute ?? []))).toEqual([one, last]);
  expect(room.isFull).toBe(true);
});
