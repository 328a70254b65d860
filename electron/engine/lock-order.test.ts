import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LockOrder } from './lock-order.ts';

test('a request that came before a lock is late, one after it is not', async () => {
  const order = new LockOrder(4);
  const tried = order.during(async () => {
    await setTimeout(20);
    return [order.atRequest, order.isLate];
  });
  order.locked(5);
  const after = order.during(async () => {
    await setTimeout(5);
    return [order.atRequest, order.isLate];
  });
  expect(await after).toEqual([5, false]);
  expect(await tried).toEqual([4, true]);
  order.during(() => order.refuseLate());
  expect(() =>
    order.during(() => {
      order.locked(6);
      order.refuseLate();
    }),
  ).toThrow(expect.objectContaining({ code: 'engine.locked' }));
});
