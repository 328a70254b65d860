import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { FakeClock, settled } from '../testing/fake-clock.ts';
import { PullLock } from './pull-lock.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (): string => mkdtempSync(join(root, 'workspace-'));
const never = new AbortController().signal;

test('one holder at a time, and anybody after it', () => {
  const lock = new PullLock(folder());
  const release = lock.tryTake();
  expect(release).not.toBeNull();
  expect(lock.tryTake()).toBeNull();
  release?.();
  release?.();
  const next = lock.tryTake();
  expect(next).not.toBeNull();
  next?.();
});

onlyWhere('modes')('its file is for its owner only', () => {
  const path = folder();
  new PullLock(path).tryTake()?.();
  expect(statSync(join(path, 'pull.lock')).mode & 0o777).toBe(0o600);
});

test('whoever waits is told once, and gets it when it is free', async () => {
  const lock = new PullLock(folder());
  const clock = new FakeClock(new Date(2026, 0, 1));
  const release = lock.tryTake();
  let told = 0;
  const taken = lock.take(clock, never, () => {
    told += 1;
  });
  await settled();
  await clock.pass(1);
  expect(told).toBe(1);
  release?.();
  await clock.pass(1);
  (await taken)();
  expect(told).toBe(1);
});

test('waiting ends with the signal', async () => {
  const lock = new PullLock(folder());
  const release = lock.tryTake();
  const stop = new AbortController();
  const taken = lock.take(new FakeClock(new Date(2026, 0, 1)), stop.signal, () => undefined);
  await settled();
  stop.abort(new Error('enough'));
  await expect(taken).rejects.toThrow('enough');
  release?.();
});
