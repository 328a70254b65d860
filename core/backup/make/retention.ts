/** What retention must know of a snapshot. */
export interface Dated {
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  /** Grows with every snapshot, whatever the clock says. */
  readonly sequence: number;
}

export const KEPT = { days: 7, weeks: 4, months: 12 } as const;
/** The snapshots that were made last stay in any case: a clock that jumps may give them any time. */
const NEWEST = 3;

/**
 * Returns the snapshots that stay: the last one of each of the last 7 days, 4 weeks and 12 months that have any, and the
 * three that were made last. It does not ask what time it is now: when nothing is backed up, nothing is removed.
 */
export function snapshotsToKeep<T extends Dated>(snapshots: readonly T[]): readonly T[] {
  const bySequence = snapshots.toSorted((a, b) => b.sequence - a.sequence);
  const byTime = bySequence.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const kept = new Set(bySequence.slice(0, NEWEST));
  for (const [most, periodOf] of PERIODS) {
    const seen = new Set<string>();
    for (const snapshot of byTime) {
      const period = periodOf(new Date(snapshot.at));
      if (seen.has(period)) continue;
      if (seen.size === most) break;
      seen.add(period);
      kept.add(snapshot);
    }
  }
  return snapshots.filter((snapshot) => kept.has(snapshot));
}

const PERIODS: readonly (readonly [most: number, periodOf: (at: Date) => string])[] = [
  [KEPT.days, (at) => at.toISOString().slice(0, 10)],
  [KEPT.weeks, (at) => String(Math.floor((at.getTime() / DAY_MS + MONDAY) / 7))],
  [KEPT.months, (at) => at.toISOString().slice(0, 7)],
];

const DAY_MS = 86_400_000;
/** 1 January 1970 was a Thursday: weeks begin on Monday. */
const MONDAY = 3;
