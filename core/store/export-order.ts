/** A place in the order of an export: a submission. */
export interface Place {
  readonly ms: number;
  readonly instanceId: string;
  readonly id: number;
}

/** The place before the first submission. */
export const START: Place = { ms: Number.MIN_SAFE_INTEGER, instanceId: '', id: 0 };

/** The order of every export, in SQL: the index `submission_order` has it. */
export const IN_ORDER = `submitted_ms, ifnull(instance_id, ''), submission.id`;

/**
 * In SQL, the submissions behind a place: first those with the same time, then all later ones. Two conditions, each for
 * a statement of its own, because SQLite jumps to a place in an index by one inequality. Submissions without a date all
 * have the same time: with one condition, each page would walk over all pages before it.
 */
export const BEHIND: readonly string[] = [
  `submitted_ms = @ms AND ifnull(instance_id, '') >= @instanceId
    AND (ifnull(instance_id, '') > @instanceId OR submission.id > @id)`,
  'submitted_ms > @ms',
];
