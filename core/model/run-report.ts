import type { ProblemCode, ProblemData } from '../ground/problem.ts';
import type { CauseBucket, OpenedByKey } from './pull.ts';

/** How many submissions a run has in each place. Every line says which others it adds up to. */
export interface RunCounts {
  /** In the source's lists, as far as they were read. `listed = alreadyHere + toFetch + leftOut`. */
  listed: number;
  alreadyHere: number;
  /** Not here, and not asked for: received before the first day that is asked for, or set aside. */
  leftOut: number;
  /** New, changed or not whole yet. `toFetch = fetched + notFetched + notReached`. */
  toFetch: number;
  /** `fetched = added + improved + unchanged`. */
  fetched: number;
  /** Could not be fetched: each has a problem. */
  notFetched: number;
  /** Left over because the run was cancelled or stopped. */
  notReached: number;
  /** Stored for the first time. */
  added: number;
  /** Took the place of a copy that was less whole. */
  improved: number;
  /** The same content was here already, from another place or time. */
  unchanged: number;
  /** Of the improved: nothing proves them, two copies of each differed, and the one that came twice was taken. */
  decided: number;
  /** What became of the fetched: `fetched = decrypted + waitingForKey + incomplete + failed`. */
  decrypted: number;
  waitingForKey: number;
  incomplete: number;
  failed: number;
  /** Of the fetched, those that their client never signs. */
  unsigned: number;
  /** Fetched submissions that have at least one problem. */
  withProblems: number;
  /** Here, and deleted on the server, as its lists show now; whatever was fetched. */
  deleted: number;
  /** Of these, those that this run has found. */
  deletedNow: number;
  /** Here, and no longer listed for this account, which may be there all the same. */
  unlisted: number;
  /** Of these, those that this run has found. */
  unlistedNow: number;
}

export type RunOutcome = 'complete' | 'with-problems' | 'cancelled' | 'stopped';

/** A submission that was set aside by a run, by its instance ID or by what its source calls it. */
export interface AsideSubmission {
  readonly formId: string;
  readonly name: string;
  readonly code: ProblemCode;
  /** The file that could not be read or written; null where it is none. */
  readonly file: string | null;
}

/** How many submissions a run has met with one cause. A submission is in one of them: all together are those in trouble. */
export interface RunCause {
  readonly bucket: CauseBucket;
  readonly code: ProblemCode;
  readonly count: number;
}

/** How many submissions are here and not whole. */
export interface LeftOver {
  /** Encrypted, and waiting for a key. */
  readonly waitingForKey: number;
  /** With a file missing or damaged; not those whose attachments were left out on purpose. */
  readonly incomplete: number;
  readonly failed: number;
}

export interface RunReport {
  readonly runId: number;
  readonly outcome: RunOutcome;
  readonly counts: Readonly<RunCounts>;
  /** How often each problem occurred in this run. */
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
  /** How many of these are of a form or its list, and so of no submission; left out by what no source gave. */
  readonly ofForms?: Readonly<Partial<Record<ProblemCode, number>>>;
  /** What was set aside through no fault of its own; left out where nothing was. */
  readonly aside?: readonly AsideSubmission[];
  /** Of an opening: how many of what waited each key has opened. */
  readonly opened?: readonly OpenedByKey[];
  /**
   * Problems in full: those of forms and their lists, and of each kind of those that kept submissions from being fetched
   * the first; reports of before do not have them.
   */
  readonly said?: readonly ProblemData[];
  /** What of its source, or of its forms, is here and not whole, whatever this run has fetched. */
  readonly left: LeftOver;
  /** Drafts of Collect that the source lists and that are not here: how many, and the names of the first of them. */
  readonly drafts?: { readonly count: number; readonly names: readonly string[] };
  /** The submissions in trouble, each once, by what tells most of it. */
  readonly causes: readonly RunCause[];
  /** What one should know of the forms that were taken though nothing is wrong; left out by older runs. */
  readonly notes?: readonly ProblemData[];
  /** Forms of which the source lists no submission, and nothing is wrong; reports of before do not say it. */
  readonly empty?: readonly EmptyForm[];
  /** Forms that were here before, and that the source shows no more to this account. */
  readonly unlisted?: readonly { readonly formId: string; readonly title: string }[];
  /** The source lists forms, and gives no submissions of any of them to this account. */
  readonly isNothingShown?: boolean;
  /** Definitions that were read, by form id. */
  readonly forms: readonly string[];
  readonly seconds: number;
}

/** A form of which a source lists no submission. */
export interface EmptyForm {
  readonly formId: string;
  readonly title: string;
  /** It has none; else it lists none for this account, and may have some that this account does not see. */
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

/** What a running run tells its onlooker, at most ten times a second. */
export interface RunProgress {
  readonly runId: number;
  readonly step: 'forms' | 'list' | 'submissions';
  readonly done: number;
  /** Null while it is not known yet. */
  readonly total: number | null;
  readonly problems: number;
}
