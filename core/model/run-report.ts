import type { ProblemCode, ProblemData } from '../ground/problem.ts';
import type { CauseBucket, OpenedByKey } from './pull.ts';

/** Counts of submissions in a run. The comments show which counts add up. */
export interface RunCounts {
  /** In the source's lists, as far as they were read. `listed = alreadyHere + toFetch + leftOut`. */
  listed: number;
  alreadyHere: number;
  /** Not here, and not to be downloaded: received before the first day that is asked for, or set aside. */
  leftOut: number;
  /** New, changed or not whole yet. `toFetch = fetched + notFetched + notReached`. */
  toFetch: number;
  /** `fetched = added + improved + unchanged`. */
  fetched: number;
  /** Could not be downloaded. Each has a problem. */
  notFetched: number;
  /** Left over because the run was cancelled or stopped. */
  notReached: number;
  /** Stored for the first time. */
  added: number;
  /** Replaced a copy that was less complete. */
  improved: number;
  /** The same content was here already, from another place or time. */
  unchanged: number;
  /** Of `improved`: two unverified copies differed, and the one that came twice was taken. */
  decided: number;
  /** The fetched ones by result: `fetched = decrypted + waitingForKey + incomplete + failed`. */
  decrypted: number;
  waitingForKey: number;
  incomplete: number;
  failed: number;
  /** Of `fetched`: those whose client never signs. */
  unsigned: number;
  /** Fetched submissions that have at least one problem. */
  withProblems: number;
  /** Here, and deleted on the server, as its lists show now. Independent of what this run fetched. */
  deleted: number;
  /** Of these, those that this run has found. */
  deletedNow: number;
  /** Here, and no longer listed for this account. The server may still have them. */
  unlisted: number;
  /** Of these, those that this run has found. */
  unlistedNow: number;
}

export type RunOutcome = 'complete' | 'with-problems' | 'cancelled' | 'stopped';

/** A submission that a run set aside, by its instance ID or the source's name for it. */
export interface AsideSubmission {
  readonly formId: string;
  readonly name: string;
  readonly code: ProblemCode;
  /** The file that could not be read or written; null when the cause is not a file. */
  readonly file: string | null;
}

/**
 * How many submissions of a run have one cause. Each submission with a problem is counted in only one cause.
 */
export interface RunCause {
  readonly bucket: CauseBucket;
  readonly code: ProblemCode;
  readonly count: number;
}

/** How many submissions are here and not complete. */
export interface LeftOver {
  /** Encrypted, and waiting for a key. */
  readonly waitingForKey: number;
  /** With a file missing or damaged. Does not count attachments that were left out on purpose. */
  readonly incomplete: number;
  readonly failed: number;
}

export interface RunReport {
  readonly runId: number;
  readonly outcome: RunOutcome;
  readonly counts: Readonly<RunCounts>;
  /** How often each problem occurred in this run. */
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
  /**
   * How many of these problems concern a form or its list, and not a submission. Absent in reports of runs
   * without a source.
   */
  readonly ofForms?: Readonly<Partial<Record<ProblemCode, number>>>;
  /** Submissions that were set aside through no fault of their own; absent when there are none. */
  readonly aside?: readonly AsideSubmission[];
  /** For a run that only decrypts: how many waiting submissions each key decrypted. */
  readonly opened?: readonly OpenedByKey[];
  /**
   * Problems in full: those of forms and their lists, and the first of each kind that prevented a download.
   * Absent in reports of earlier versions.
   */
  readonly said?: readonly ProblemData[];
  /**
   * Submissions of its source, or of its forms, that are here and not complete. Independent of what this run
   * fetched.
   */
  readonly left: LeftOver;
  /** Collect's drafts that the source lists and that are not here: how many, and the first names. */
  readonly drafts?: { readonly count: number; readonly names: readonly string[] };
  /** The submissions with problems, each counted once, by their most telling cause. */
  readonly causes: readonly RunCause[];
  /** Notes to the user on the forms of this run when nothing is wrong. Absent in older runs. */
  readonly notes?: readonly ProblemData[];
  /**
   * Forms of which the source lists no submission, though nothing is wrong. Absent in reports of earlier
   * versions.
   */
  readonly empty?: readonly EmptyForm[];
  /** Forms that were here before and that the source no longer shows to this account. */
  readonly unlisted?: readonly { readonly formId: string; readonly title: string }[];
  /** The source lists forms, but shows this account no submissions of any of them. */
  readonly isNothingShown?: boolean;
  /** Definitions that were read, by form id. */
  readonly forms: readonly string[];
  readonly seconds: number;
}

/** A form of which a source lists no submission. */
export interface EmptyForm {
  readonly formId: string;
  readonly title: string;
  /** True when the form has no submissions. False when it may have some that this account does not see. */
  readonly isSure: boolean;
}

export function noCounts(): RunCounts {
  return {
    listed: 0,
    alreadyHere: 0,
    leftOut: 0,
    toFetch: 0,
    fetched: 0,
    notFetched: 0,
    notReached: 0,
    added: 0,
    improved: 0,
    unchanged: 0,
    decided: 0,
    decrypted: 0,
    waitingForKey: 0,
    incomplete: 0,
    failed: 0,
    unsigned: 0,
    withProblems: 0,
    deleted: 0,
    deletedNow: 0,
    unlisted: 0,
    unlistedNow: 0,
  };
}

/** The progress of a run, reported at most ten times per second. */
export interface RunProgress {
  readonly runId: number;
  readonly step: 'forms' | 'list' | 'submissions';
  readonly done: number;
  /** Null while it is not known yet. */
  readonly total: number | null;
  readonly problems: number;
}
