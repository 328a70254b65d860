/** What decides the place of a definition among those of its form. */
export interface OrderedDefinition {
  /** The row; a definition that came later has a higher one. */
  readonly id: number;
  /** Null is "no version". */
  readonly version: string | null;
  /** The last run that saw it. */
  readonly lastRun: number;
}

/**
 * Sorts the definitions of one form, the newest first. When and from where they came does not matter where
 * the versions show the order:
 *
 * - Two versions are compared when they differ only by numbers: `9` and `10`, `v1.2` and `v1.10`,
 *   `2 (2026-01-31)` and `3 (2026-02-01)`. The first number that differs decides.
 * - A definition without a version is older than those with one.
 * - Other versions show no order (`pilot` and `final`, random ones, dates with the year at the end). Then the
 *   version that a server or folder had last is newer, with all versions that can be compared with it.
 * - Of two definitions of the same version, the one that was seen last is newer.
 */
export function newestFirst<D extends OrderedDefinition>(definitions: readonly D[]): D[] {
  const lastSeen = new Map<string, number>();
  for (const { version, lastRun } of definitions) {
    const series = seriesOf(version);
    lastSeen.set(series, Math.max(lastRun, lastSeen.get(series) ?? lastRun));
  }
  return definitions.toSorted((a, b) => {
    if (a.version === null || b.version === null) {
      return Number(a.version === null) - Number(b.version === null) || laterSeen(a, b);
    }
    const [one, other] = [seriesOf(a.version), seriesOf(b.version)];
    if (one !== other) {
      const seen = (lastSeen.get(other) ?? 0) - (lastSeen.get(one) ?? 0);
      return seen || NUMERIC.compare(b.version, a.version) || (one < other ? 1 : -1);
    }
    return NUMERIC.compare(b.version, a.version) || laterSeen(a, b);
  });
}

/** Runs of digits in texts count as numbers, however long they are. */
const NUMERIC = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A number, or several with points between them. */
const NUMBER = /\p{Nd}+(?:\.\p{Nd}+)*/gu;

/**
 * A month, or a day and a month, before a year: `31/01/2026`, `31 Jan 2026`, `01-2026`, `31012026`. No later
 * part of the same date may follow the year, as in `3 (2026-01-31)`.
 */
const YEAR_LAST =
  /(?<!\d)(?!(?:19|20)\d\d)\d{1,2}[^\p{L}\p{N}]*(?:(?:\p{L}+|\d{1,2})[^\p{L}\p{N}]*)?(?:19|20)\d\d(?!\d|[-./_]\d)/u;

/** Versions with the same series can be compared with each other. */
function seriesOf(version: string | null): string {
  if (version === null) return '';
  const text = version.normalize('NFKC').trim().toLowerCase();
  return YEAR_LAST.test(text) ? text : text.replace(NUMBER, '#');
}

function laterSeen(a: OrderedDefinition, b: OrderedDefinition): number {
  return b.lastRun - a.lastRun || b.id - a.id;
}
