import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('work waits for the work before it, whatever became of that', async () => {
  const turns = new Turns();
  const first = Promise.withResolvers<void>();
  const done: string[] = [];
  const failing = turns.take(async () => {
    await first.promise;
    done.push('first');
    throw new Error('it failed');
  });
  const second = turns.take(async () => done.push('second'));
  await Promise.resolve();
  expect(done).toEqual([]);
  first.resolve();
  await expect(failing).rejects.toThrow('it failed');
  expect(await second).toBe(2);
  expect(done).toEqual(['first', 'second']);
});
