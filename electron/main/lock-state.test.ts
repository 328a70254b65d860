import { expect, test } from 'vitest';
import { LockState } from './lock-state.ts';

const ways = { passphrase: true, keychain: 'none' } as const;

test('a lock stays as it began, and only what was asked for after the last one ends it', () => {
  let day = 1;
  const lock = new LockState(() => `day ${day}`);
  lock.unlockedBy(ways);
  expect(lock.locked).toBeNull();
  lock.ask('idle');
  lock.begin(true);
  const locked = { since: 'day 1', why: 'idle', pullStopped: true };
  expect(lock.locked).toEqual({ ...locked, ways: null });
  day = 2;
  lock.ask('screen');
  lock.begin(false);
  lock.unlockedBy(ways);
  expect(lock.locked).toEqual({ ...locked, ways });
  const before = lock.locked;
  expect(lock.end(1)).toBe(false);
  expect(lock.locked).toEqual(before);
  expect(lock.end(2)).toBe(true);
  expect(lock.locked).toBeNull();
  lock.beginAgain(before);
  expect(lock.locked).toEqual(before);
});

test('a lock that had to wait has the reason that came last', () => {
  const lock = new LockState(() => 'now');
  lock.ask('idle');
  lock.ask('sleep');
  lock.begin(false);
  expect(lock.locked).toMatchObject({ why: 'sleep' });
});
