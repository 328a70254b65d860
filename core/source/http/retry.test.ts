import { expect, test } from 'vitest';
import { partName } from '../openrosa/part-name.ts';
import { Gate } from './gate.ts';
import { defaultRetry, retryAfter, retryDelay } from './retry.ts';

test('delays double up to a limit, half of each by chance, and end', () => {
  const policy = { attempts: 9, firstDelay: 100, maxDelay: 1000, longestWait: 5000 };
  const delays = (random: number) =>
    [1, 2, 3, 4, 5, 9].map((failed) => retryDelay(policy, failed, null, () => random));
  expect(delays(0)).toEqual([50, 100, 200, 400, 500, null]);
  expect(delays(1)).toEqual([100, 200, 400, 800, 1000, null]);
  expect(retryDelay(policy, 1, 3000, () => 0)).toBe(3000);
  expect(retryDelay(policy, 1, 5001, () => 0)).toBeNull();
  expect(retryDelay(defaultRetry, defaultRetry.attempts, 1, () => 0)).toBeNull();
});

test('Retry-After in seconds, as a date, in the past, and as nonsense', () => {
  const now = new Date('2026-01-02T03:04:05Z');
  expect(retryAfter('120', now)).toBe(120_000);
  expect(retryAfter('Fri, 02 Jan 2026 03:05:05 GMT', now)).toBe(60_000);
  expect(retryAfter('Fri, 02 Jan 2015 03:05:05 GMT', now)).toBe(0);
  expect(retryAfter('soon', now)).toBeNull();
  expect(retryAfter('-5', now)).toBeNull();
  expect(retryAfter(undefined, now)).toBeNull();
});

test('a gate lets so many through at a time, in order, and hands over after a failure', async () => {
  const gate = new Gate(2);
  const signal = new AbortController().signal;
  const order: string[] = [];
  let running = 0;
  const task = (name: string) => async () => {
    running += 1;
    expect(running).toBeLessThanOrEqual(2);
    order.push(name);
    await Promise.resolve();
    running -= 1;
    if (name === 'a') throw new Error('a');
  };
  const outcomes = await Promise.allSettled(
    ['a', 'b', 'c', 'd', 'e'].map((name) => gate.run(signal, task(name))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...Array(4).fill('fulfilled')]);
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e']);
  await expect(gate.run(AbortSignal.abort(new Error('over')), task('f'))).rejects.toThrow('over');
  await gate.run(signal, task('g'));
});

test.each([
  ['photo.jpg.enc', 'photo.jpg.enc', true],
  ['.hidden', '.hidden', true],
  ['ሰላም 1.jpg', 'ሰላም 1.jpg', true],
  ['../../etc/passwd', 'passwd', false],
  ['a/b', 'b', false],
  ['C:\\x\\y.enc', 'y.enc', false],
  ['..', 'unnamed', false],
  ['.', 'unnamed', false],
  ['a/', 'unnamed', false],
  ['a\u0000b\n', 'a_b_', false],
  ['ä'.repeat(765), 'ä'.repeat(765), true],
  ['ä'.repeat(1025), 'ä'.repeat(60), false],
])('the name %j is used as %j', (given, name, safe) => {
  expect(partName(given)).toEqual({ name, safe });
});
