import { describe, expect, test } from 'vitest';
import { ivSchedule } from './iv-schedule.ts';
import type { OpenedPart } from './open-parts.ts';
import { findMediaOrder } from './repair.ts';

/* The search for the order of media has a limit: the manifest of a hostile server must not block a thread. */
const key = Buffer.alloc(32, 1);
const ivs = ivSchedule('uuid:1', key);

/** How many orders are tried before the search gives up, with so many media of so many bytes. */
function tried(count: number, size = 20): number {
  let orders = 0;
  const media = Array.from({ length: count }, (_, i) => {
    const bytes = Buffer.alloc(size, i);
    const name = `${i}.jpg.enc`;
    const part = { name, content: { kind: 'bytes', bytes } } as const;
    const opened = { state: 'present', file: { kind: 'bytes', bytes, size } } as unknown as OpenedPart;
    return { file: { name, part } as never, opened };
  });
  expect(
    findMediaOrder(media, key, ivs, () => {
      orders += 1;
      return false;
    }),
  ).toBeNull();
  return orders;
}

describe('orders that are tried', () => {
  test('all orders of up to six media', () => {
    expect([2, 3, 6].map((count) => tried(count))).toEqual([2, 6, 720]);
  });

  test('swaps of two files when there are more than six', () => {
    expect([7, 40].map((count) => tried(count))).toEqual([21, 780]);
  });

  test('no orders of more than forty media or more than 64 MiB', () => {
    expect(tried(41)).toBe(0);
    expect(tried(2, 33 * 1024 * 1024)).toBe(0);
  });
});
