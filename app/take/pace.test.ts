import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

/** Adds samples for some seconds at a constant rate, from a start time and a count. */
function go(pace: Pace, from: number, seconds: number, rate: number, done: number): number {
  for (let i = 1; i <= seconds * 10; i += 1) pace.add((from + i / 10) * 1000, done + (i * rate) / 10);
  return done + seconds * rate;
}

test('the speed is unknown in the first five seconds', () => {
  const pace = new Pace();
  expect(pace.rate(0, 0)).toBeNull();
  pace.add(0, 0);
  const done = go(pace, 0, 4, 10, 0);
  expect(pace.rate(4000, done)).toBeNull();
  expect(pace.secondsLeft(4000, done, 100)).toBeNull();
  const later = go(pace, 4, 2, 10, done);
  expect(pace.rate(6000, later)).toBeCloseTo(10);
  expect(pace.secondsLeft(6000, later, 100)).toBeCloseTo(10);
});

test('the last twenty seconds count', () => {
  const pace = new Pace();
  pace.add(0, 0);
  let done = go(pace, 0, 60, 100, 0);
  expect(pace.rate(60_000, done)).toBeCloseTo(100);
  done = go(pace, 60, 30, 1, done);
  expect(pace.rate(90_000, done)).toBeCloseTo(1, 0);
});

test('without progress the time left is unknown; when nothing is left it is zero', () => {
  const pace = new Pace();
  pace.add(0, 50);
  expect(pace.rate(10_000, 50)).toBe(0);
  expect(pace.secondsLeft(10_000, 50, 7)).toBeNull();
  expect(pace.secondsLeft(10_000, 50, 0)).toBe(0);
  pace.restart();
  expect(pace.rate(11_000, 50)).toBeNull();
});
