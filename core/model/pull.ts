import type { ProblemData } from '../ground/problem.ts';
import type { ProblemParam } from '../ground/problems/spec.ts';
import type { FormOfSource } from './form-ref.ts';
import type { RefKey } from './submission-ref.ts';

export type PullKind = 'pull' | 'retry' | 'open' | 'import';
/** How a pull ended: everything here and readable; some with problems; by the user; by what stops a run. */
export type PullOutcome = 'complete' | 'problems' | 'stopped' | 'failed';
export type PullStep = 'waiting' | 'listing' | 'pulling' | 'opening' | 'offline' | PullOutcome;

/** What a pull was asked to do. It is stored, so that the pull can be continued. */
export interface PullPlan {
  readonly kind: PullKind;
  /** null is every form of every source. */
  readonly forms: readonly FormOfSource[] | null;
  /** Read the lists from their start. */
  readonly full: boolean;
  /** Only these submissions. */
  readonly refs: readonly RefKey[] | null;
}

/** `listed = alreadyHere + toFetch + leftOut`, `toFetch = stored + waiting + notStored`, `stored = readable + notReadable`. */
export interface PullCounts {
  readonly listed: number;
  readonly alreadyHere: number;
  readonly leftOut: number;
  readonly toFetch: number;
  /** Of `toFetch`: here already, and checked again. */
  readonly again: number;
  readonly stored: number;
  readonly waiting: number;
  readonly notStored: number;
  readonly readable: number;
  readonly notReadable: number;
  readonly warnings: number;
  /** Of `stored`: those whose client never signs. */
  readonly unsigned: number;
}

/** One form of a pull. `P` is the type of problems: plain data, or words. */
export interface PullFormState<P = ProblemData> extends FormOfSource {
  readonly title: string;
  readonly step: PullStep;
  readonly counts: PullCounts;
  /** null is unknown. */
  readonly secondsLeft: number | null;
  /** No available key decrypts some of its submissions: all were tried. */
  readonly hasNoKey: boolean;
  readonly problem: P | null;
}

export type HappenedCode =
  | 'started'
  | 'continued'
  | 'listed'
  | 'form-ended'
  /** A form has no submissions on its server, or none that its account is shown. */
  | 'empty'
  | 'empty-here'
  /** Of a form, or of a whole source. */
  | 'not-listed'
  | 'problem'
  | 'stopping'
  | 'elsewhere'
  | 'opening'
  | 'form-opened'
  | 'opening-ended'
  | 'offline'
  | 'online'
  | 'exported'
  | 'export-failed'
  | 'ended';

/** One line of "what happened". */
export interface HappenedLine<P = ProblemData> {
  /** ISO 8601. */
  readonly at: string;
  readonly code: HappenedCode;
  readonly params: Readonly<Record<string, ProblemParam>>;
  readonly problem: P | null;
}

/** A pull at one moment. */
export interface PullState<P = ProblemData> {
  readonly pullId: number;
  readonly kind: PullKind;
  /** Grows with each state of this pull, so that the receiver can ignore a late one. */
  readonly sequence: number;
  readonly state: 'running' | 'stopping' | 'offline' | 'ended';
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly forms: readonly PullFormState<P>[];
  readonly totals: PullCounts;
  /** Submissions per second; null in the first five seconds. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
  /** Newest first, at most 200. */
  readonly happened: readonly HappenedLine<P>[];
  /** The problem while a source does not respond: of its gateway, or of the network. */
  readonly notAnswering: P | null;
  /** When the network is tried again, ISO 8601. */
  readonly tryAgainAt: string | null;
  readonly outcome: PullOutcome | null;
  /** Why it failed, or why a source stopped. */
  readonly problem: P | null;
  readonly settings: {
    readonly connections: number;
    readonly media: boolean;
    readonly keepEncrypted: boolean;
  };
}

/** An export that was made after a pull. */
export interface ExportedAfter {
  readonly profile: string;
  readonly files: number;
  /** Tables in a database. Absent in reports of earlier versions. */
  readonly tables?: number;
  readonly rows: number;
  readonly path: string;
}

/** The counts of forms after a pull. The same sums hold as in `FormTotals`. */
export interface StandAfter {
  /**
   * Of `onlyHere`: deleted on a server (a file removed from a folder does not count). Absent in reports of
   * earlier versions.
   */
  readonly deleted?: number;
  /** Of `onlyHere`: no longer listed for this account. Absent in reports of earlier versions. */
  readonly unlisted?: number;
  readonly onServer: number;
  readonly onlyHere: number;
  readonly here: number;
  readonly toPull: number;
  readonly readable: number;
  readonly notReadable: number;
  readonly warnings: number;
  readonly notStored: number;
}

/** No submission anywhere. */
export const NOTHING_AFTER = {
  onServer: 0,
  onlyHere: 0,
  here: 0,
  toPull: 0,
  readable: 0,
  notReadable: 0,
  warnings: 0,
  notStored: 0,
} as const satisfies StandAfter;

/** The stored record of a pull: its progress while it runs, all of it when it has ended. */
export interface PullRecord {
  readonly forms: readonly PullFormState[];
  readonly totals: PullCounts;
  readonly happened: readonly HappenedLine[];
  readonly problem: ProblemData | null;
  readonly seconds: number;
  /** null while it runs. */
  readonly after: StandAfter | null;
  /** The causes of problems, the most frequent first. Each submission with a problem is counted in one. */
  readonly problems: readonly PullCause[];
  /** Notes to the user when nothing is wrong. Absent in older pulls. */
  readonly notes?: readonly ProblemData[];
  /**
   * Problems of forms and the files beside them, except of their lists: those are in `forms`. Absent in older
   * pulls.
   */
  readonly formProblems?: readonly ProblemData[];
  readonly exported: readonly ExportedAfter[];
  /** How many submissions waited for a key when the pull ended and were decrypted since, by key. */
  readonly openedSince?: readonly OpenedByKey[];
}

/** Submissions of a pull with one cause. */
export interface PullCause<P = ProblemData> {
  readonly problem: P;
  readonly count: number;
  /** Absent in older pulls, which count a submission in each of its causes. */
  readonly bucket?: CauseBucket;
}

/** A pull that did not end: the program was killed, or the computer lost its power. */
export interface UnfinishedPull {
  readonly pullId: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly done: number;
  readonly toFetch: number;
}

/** A pull in one line. */
export interface PullSummary {
  readonly pullId: number;
  readonly kind: PullKind;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: PullOutcome | null;
  /** How many forms it was about. */
  readonly forms: number;
  readonly counts: PullCounts;
  readonly seconds: number;
}

/** How many submissions a key has decrypted, with the key's name. */
export interface DecryptedByKey {
  readonly name: string;
  readonly submissions: number;
}

/** The report of a pull that has ended. */
export interface PullReport<P = ProblemData> {
  readonly summary: PullSummary;
  readonly forms: readonly PullFormState<P>[];
  /** The counts of this pull's forms after it. */
  readonly after: StandAfter;
  /**
   * The causes of problems, the most frequent first. Each submission with a problem is counted in one: the
   * sum is `notStored + notReadable + warnings`. Reports of older pulls have no bucket.
   */
  readonly problems: readonly PullCause<P>[];
  /** Notes to the user when nothing is wrong. */
  readonly notes: readonly P[];
  /** Problems of forms and the files beside them, each once. */
  readonly formProblems: readonly P[];
  /** The problem that stopped the pull, or one source. */
  readonly problem: P | null;
  readonly exported: readonly ExportedAfter[];
  /**
   * Submissions that this run decrypted if it only decrypts; for a pull, those that waited for a key when it
   * ended and were decrypted since.
   */
  readonly opened: readonly DecryptedByKey[];
  readonly happened: readonly HappenedLine<P>[];
}

const NO_PULL_COUNTS: PullCounts = {
  listed: 0,
  alreadyHere: 0,
  leftOut: 0,
  toFetch: 0,
  again: 0,
  stored: 0,
  waiting: 0,
  notStored: 0,
  readable: 0,
  notReadable: 0,
  warnings: 0,
  unsigned: 0,
};

/** The sum of counts of several forms. */
export function sumOf(forms: readonly { readonly counts: PullCounts }[]): PullCounts {
  const sum = { ...NO_PULL_COUNTS };
  for (const { counts } of forms) {
    for (const name of Object.keys(sum) as (keyof PullCounts)[]) sum[name] += counts[name] ?? 0;
  }
  return sum;
}

/** How many submissions a key has decrypted. */
export interface OpenedByKey {
  readonly fingerprint: string;
  readonly submissions: number;
}

/** The parts of the list of problems. A submission goes into the first that fits. */
export const causeBuckets = ['not-readable', 'not-stored', 'warning'] as const;
export type CauseBucket = (typeof causeBuckets)[number];

/** Reads a stored record. Counts that an older pull does not have become 0. */
export function readPullRecord(kept: string): PullRecord {
  const record = JSON.parse(kept) as PullRecord;
  return {
    ...record,
    forms: record.forms.map((form) => ({ ...form, counts: { ...NO_PULL_COUNTS, ...form.counts } })),
    totals: { ...NO_PULL_COUNTS, ...record.totals },
  };
}
