import type { ProblemData } from '../ground/problem.ts';
import type { ProblemParam } from '../ground/problems/spec.ts';
import type { FormOfSource } from './form-ref.ts';
import type { RefKey } from './submission-ref.ts';

export type PullKind = 'pull' | 'retry' | 'open' | 'import';
/** How a pull ended: everything here and readable; some with problems; by the user; by what stops a run. */
export type PullOutcome = 'complete' | 'problems' | 'stopped' | 'failed';
export type PullStep = 'waiting' | 'listing' | 'pulling' | 'opening' | 'offline' | PullOutcome;

/** What a pull was asked to do; kept, so that it can be continued. */
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
  /** Of `toFetch`: here already, and looked at again. */
  readonly again: number;
  readonly stored: number;
  readonly waiting: number;
  readonly notStored: number;
  readonly readable: number;
  readonly notReadable: number;
  readonly warnings: number;
  /** Of the stored, those that their client never signs. */
  readonly unsigned: number;
}

export interface PullFormState extends FormOfSource {
  readonly title: string;
  readonly step: PullStep;
  readonly counts: PullCounts;
  /** null is unknown. */
  readonly secondsLeft: number | null;
  /** No key at hand opens some of it: they were tried. */
  readonly hasNoKey: boolean;
  readonly problem: ProblemData | null;
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
export interface HappenedLine {
  /** ISO 8601. */
  readonly at: string;
  readonly code: HappenedCode;
  readonly params: Readonly<Record<string, ProblemParam>>;
  readonly problem: ProblemData | null;
}

/** A pull at one moment. */
export interface PullState {
  readonly pullId: number;
  readonly kind: PullKind;
  readonly sequence: number;
  readonly state: 'running' | 'stopping' | 'offline' | 'ended';
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly forms: readonly PullFormState[];
  readonly totals: PullCounts;
  /** Submissions a second; null in the first five seconds. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
  /** Newest first, at most 200. */
  readonly happened: readonly HappenedLine[];
  /** What is met instead of an answer while a source does not answer: by its gateway, or by the network. */
  readonly notAnswering: ProblemData | null;
  readonly tryAgainAt: string | null;
  readonly outcome: PullOutcome | null;
  readonly problem: ProblemData | null;
  readonly settings: {
    readonly connections: number;
    readonly media: boolean;
    readonly keepEncrypted: boolean;
  };
}

export interface ExportedAfter {
  readonly profile: string;
  readonly files: number;
  readonly rows: number;
  readonly path: string;
}

/** Where forms stand after a pull; the laws of `FormTotals` hold. */
export interface StandAfter {
  /** Of `onlyHere`: deleted on a server, and not gone from a folder. Reports of before do not say it. */
  readonly deleted?: number;
  /** Of `onlyHere`: no longer listed for this account. Reports of before do not say it. */
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

/** What is kept of a pull: how far it has come while it runs, and the whole when it has ended. */
export interface PullRecord {
  readonly forms: readonly PullFormState[];
  readonly totals: PullCounts;
  readonly happened: readonly HappenedLine[];
  readonly problem: ProblemData | null;
  readonly seconds: number;
  /** null while it runs. */
  readonly after: StandAfter | null;
  /** The submissions in trouble, each in one of these; the most frequent first. */
  readonly problems: readonly PullCause[];
  /** What one should know though nothing is wrong; left out by older pulls. */
  readonly notes?: readonly ProblemData[];
  /** Of forms and the files beside them, but for their lists, which are told form by form; left out by older pulls. */
  readonly formProblems?: readonly ProblemData[];
  readonly exported: readonly ExportedAfter[];
  /** What waited for a key when it ended and was opened since, by the key. */
  readonly openedSince?: readonly OpenedByKey[];
}

/** Submissions of a pull with one cause. */
export interface PullCause {
  readonly problem: ProblemData;
  readonly count: number;
  /** Older pulls do not say it, and count a submission in each of its causes. */
  readonly bucket?: CauseBucket;
}

export const NO_PULL_COUNTS: PullCounts = {
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

/** How many submissions a key has opened. */
export interface OpenedByKey {
  readonly fingerprint: string;
  readonly submissions: number;
}

export type CauseBucket = 'not-readable' | 'not-stored' | 'warning';
