import { expect, test } from 'vitest';
import { RowGroups } from './row-groups.ts';

function waiting(groups: RowGroups) {
  const rows = {
    held: 0,
    ended: 0,
    hold(bytes: number): void {
      rows.held += bytes;
      groups.hold(bytes);
    },
    endGroup(): void {
      rows.ended += 1;
      groups.release(rows.held);
      rows.held = 0;
    },
  };
  groups.enter(rows);
  return rows;
}

const MEGABYTE = 1024 * 1024;

test('when all files hold too much together, the one that holds most ends its group', () => {
  const groups = new RowGroups();
  const [large, small] = [waiting(groups), waiting(groups)];
  large.hold(20 * MEGABYTE);
  small.hold(10 * MEGABYTE);
  expect([large.ended, small.ended]).toEqual([0, 0]);
  small.hold(3 * MEGABYTE);
  expect([large.ended, small.ended]).toEqual([1, 0]);
  small.hold(18 * MEGABYTE);
  expect([large.ended, small.ended]).toEqual([1, 0]);
  small.hold(2 * MEGABYTE);
  expect([large.ended, small.ended]).toEqual([1, 1]);
});

test('what a file held does not count when it is closed', () => {
  const groups = new RowGroups();
  const [closed, open] = [waiting(groups), waiting(groups)];
  closed.hold(30 * MEGABYTE);
  groups.leave(closed);
  groups.leave(closed);
  open.hold(30 * MEGABYTE);
  expect([closed.ended, open.ended]).toEqual([0, 0]);
});
