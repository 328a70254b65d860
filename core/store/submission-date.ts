/** A submission's date as it is sorted and filtered. */
export interface SubmissionMoment {
  /** Milliseconds since 1970 UTC; 0 when absent or not a date (`briefcase-csv` §11). */
  readonly ms: number;
  /** `yyyy-MM-dd` in the date's own offset; 1970-01-01 when absent. */
  readonly day: string;
}

const NEVER: SubmissionMoment = { ms: 0, day: '1970-01-01' };

/** Reads a server's submissionDate: ISO 8601 with `Z`, `+02`, `+0200` or `+02:00`, any number of decimals. */
export function readSubmissionDate(text: string | null): SubmissionMoment {
  if (text === null) return NEVER;
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(
    text.trim(),
  );
  if (match === null) return NEVER;
  const [, day = '', time = '', fraction = '', zone = 'Z'] = match;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.length > 3 ? zone.slice(-2) : '00'}`;
  const ms = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(ms) ? NEVER : { ms, day };
}
