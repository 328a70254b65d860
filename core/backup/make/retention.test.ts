import { expect, test } from 'vitest';
import { type Dated, snapshotsToKeep } from './retention.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T02:00:00Z');

function snapshot(time: number, sequence: number): Dated {
  const at = new Date(time).toISOString();
  return { name: at.slice(0, 16), at, sequence };
}

/** Every snapshot of a backup that follows these times, with retention after each run. */
function run(times: readonly number[]): readonly Dated[] {
  let kept: readonly Dated[] = [];
  times.forEach((time, i) => {
    kept = snapshotsToKeep([...kept, snapshot(time, i + 1)]);
    expect(
      kept.some(({ sequence }) => sequence === i + 1),
      'the newest stays',
    ).toBe(true);
  });
  return kept;
}

test('a year of nightly backups leaves 7 days, 4 weeks and 12 months', () => {
  const kept = run(Array.from({ length: 400 }, (_, i) => START + i * DAY));
  const days = kept.map(({ at }) => at.slice(0, 10));
  const last = START + 399 * DAY;
  for (let i = 0; i < 7; i += 1) expect(days).toContain(new Date(last - i * DAY).toISOString().slice(0, 10));
  expect(new Set(days.map((day) => day.slice(0, 7))).size).toBe(12);
  // Some serve as two of them.
  expect(kept.length).toBeGreaterThan(17);
  expect(kept.length).toBeLessThanOrEqual(7 + 4 + 12);
});

test('of several snapshots on a day the last one stays, and the three that were made last', () => {
  const hours = Array.from({ length: 48 }, (_, i) => START + i * 3_600_000);
  const kept = run(hours);
  expect(kept.map(({ sequence }) => sequence)).toEqual([22, 46, 47, 48]);
});

test('a pause of two years removes one or two, and not all that is old', () => {
  const before = run(Array.from({ length: 30 }, (_, i) => START + i * DAY));
  const after = snapshotsToKeep([...before, snapshot(START + 760 * DAY, 31)]);
  expect(after.length).toBeGreaterThanOrEqual(before.length - 1);
});

test.each([
  ['forward', 40 * 365 * DAY],
  ['back', -40 * 365 * DAY],
])(
  'a clock that jumps %s for some days costs a place or two, and never the snapshots made last',
  (_, jump) => {
    const nights = (first: number, length: number) =>
      Array.from({ length }, (_, i) => START + (first + i) * DAY);
    const times = [...nights(0, 20), ...nights(20, 3).map((time) => time + jump), ...nights(23, 20)];
    const kept = run(times);
    const newest = times.length;
    const expected =
      jump > 0 ? [newest, newest - 1, newest - 2] : [0, 1, 2, 3, 4, 5, 6].map((i) => newest - i);
    for (const sequence of expected) expect(kept.map((one) => one.sequence)).toContain(sequence);
    expect(kept.length).toBeGreaterThan(8);
  },
);
