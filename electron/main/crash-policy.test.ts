import { expect, test } from 'vitest';
import { CrashPolicy } from './crash-policy.ts';

test('three crashes in five minutes are too many', () => {
  const policy = new CrashPolicy();
  expect(policy.crashed(0)).toBe(1);
  expect(policy.crashed(60_000)).toBe(2);
  expect(policy.keepsStopping).toBe(false);
  expect(policy.crashed(290_000)).toBe(3);
  expect(policy.keepsStopping).toBe(true);
  policy.reset();
  expect(policy.keepsStopping).toBe(false);
});

test('three crashes in an hour are not', () => {
  const policy = new CrashPolicy();
  policy.crashed(0);
  policy.crashed(20 * 60_000);
  expect(policy.crashed(40 * 60_000)).toBe(1);
  expect(policy.keepsStopping).toBe(false);
});
