import { z } from 'zod';
import {
  type FormKey,
  formKey,
  type Instant,
  nothing,
  type ProblemParam,
  type ProblemView,
} from './common.ts';
import type { Bucket } from './problems.ts';
import { engine } from './request.ts';

export type PullOutcome = 'complete' | 'problems' | 'stopped' | 'failed';
export type PullStep = 'waiting' | 'listing' | 'pulling' | 'opening' | 'offline' | PullOutcome;

/** `toFetch = stored + waiting + notStored`, and `stored = readable + notReadable`. */
export interface PullCounts {
  readonly listed: number;
  readonly alreadyHere: number;
  /** What this pull set out to fetch: what is new, and what is looked at again. */
  readonly toFetch: number;
  /** Of `toFetch`: here already, and looked at again. Missing in reports of older pulls. */
  readonly again?: number;
  readonly stored: number;
  readonly waiting: number;
  readonly notStored: number;
  readonly readable: number;
  readonly notReadable: number;
  /** Of the readable ones. */
  readonly warnings: number;
  /** Of the stored, those that their client never signs. */
  readonly unsigned: number;
  /** Listed and not asked for: set aside, or received before the day from which its form is pulled. */
  readonly leftOut?: number;
}

export interface PullForm extends FormKey {
  readonly title: string;
  readonly step: PullStep;
  readonly counts: PullCounts;
  readonly secondsLeft: number | null;
  /** No key at hand opens it. */
  readonly hasNoKey: boolean;
  readonly problem: ProblemView | null;
}

/** One line of "what happened": a code with words in every language, and its details. */
export interface Happened {
  readonly at: Instant;
  readonly code:
    | 'started'
    | 'continued'
    | 'listed'
    | 'form-ended'
    | 'empty'
    | 'empty-here'
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
  readonly params: Readonly<Record<string, ProblemParam>>;
  readonly problem: ProblemView | null;
}

export interface PullStatus {
  readonly pullId: number;
  readonly kind: PullSummary['kind'];
  /** Grows with each event of this pull, so that a late one can be told. */
  readonly sequence: number;
  readonly state: 'running' | 'stopping' | 'offline' | 'ended';
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly forms: readonly PullForm[];
  readonly totals: PullCounts;
  /** Submissions a second; null in the first five seconds. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
  /** Newest first, at most 200. */
  readonly happened: readonly Happened[];
  /** What is met instead of an answer while a server does not answer. Without a time left then. */
  readonly notAnswering: ProblemView | null;
  /** When the network is tried again. */
  readonly tryAgainAt: Instant | null;
  readonly outcome: PullOutcome | null;
  /** Why it failed, or why a server stopped. */
  readonly problem: ProblemView | null;
  readonly settings: {
    readonly connections: number;
    readonly media: boolean;
    readonly keepEncrypted: boolean;
  };
}

export interface PullSummary {
  readonly pullId: number;
  readonly kind: 'pull' | 'retry' | 'open' | 'import';
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly outcome: PullOutcome | null;
  readonly forms: number;
  readonly counts: PullCounts;
  readonly seconds: number;
}

export interface PullReport {
  readonly summary: PullSummary;
  readonly forms: readonly PullForm[];
  /** Where the forms of this pull stand after it; see `FormCounts` for the laws. */
  readonly after: {
    /** Of `onlyHere`: deleted on a server. Reports of before do not say it. */
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
  };
  /**
   * The submissions in trouble, each in one of these, the most frequent first: all together are
   * `notStored + notReadable + warnings`. Without a bucket in reports of older pulls.
   */
  readonly problems: readonly {
    readonly problem: ProblemView;
    readonly count: number;
    readonly bucket?: Bucket;
  }[];
  /** What one should know though nothing is wrong. */
  readonly notes: readonly ProblemView[];
  /** Of forms and the files beside them, each once. */
  readonly formProblems: readonly ProblemView[];
  /** What stopped all of it, or a server. */
  readonly problem: ProblemView | null;
  readonly exported: readonly {
    readonly profile: string;
    readonly files: number;
    readonly rows: number;
    readonly path: string;
  }[];
  /** By a key each: what an opening has opened; what waited for a key when a pull ended and was opened since. */
  readonly opened: readonly { readonly name: string; readonly submissions: number }[];
  readonly happened: readonly Happened[];
}

/** A pull that did not end: the app was killed, or the computer lost its power. */
export interface Unfinished {
  readonly pullId: number;
  readonly startedAt: Instant;
  readonly done: number;
  readonly toFetch: number;
}

export const pullRequests = {
  /** The pull that runs, or the last one of this session; null when there was none. */
  'pull.status': engine<{ readonly pull: PullStatus | null; readonly unfinished: Unfinished | null }>()(
    nothing,
  ),
  /** `forms: null` pulls what is chosen. Answers when it has started. */
  'pull.start': engine<{ readonly pullId: number }>()(
    z.strictObject({ forms: z.array(formKey).min(1).max(10_000).nullable(), full: z.boolean() }),
  ),
  /** Fetches again what was not stored and what is incomplete; of these forms, or of all. */
  'pull.retry': engine<{ readonly pullId: number }>()(
    z.strictObject({ forms: z.array(formKey).min(1).max(10_000).nullable() }),
  ),
  /** Does what a pull that has ended was asked to do once more: it failed, or was stopped. */
  'pull.again': engine<{ readonly pullId: number }>()(z.strictObject({ pullId: z.int().positive() })),
  'pull.continue': engine<{ readonly pullId: number }>()(nothing),
  'pull.forget': engine<null>()(nothing),
  'pull.stop': engine<null>()(nothing),
  'pull.tryNow': engine<null>()(nothing),
  'pull.history': engine<readonly PullSummary[]>()(nothing),
  'pull.report': engine<PullReport>()(z.strictObject({ pullId: z.int().positive() })),
} as const;

export type PullEvent =
  /** At most ten a second. */
  { readonly type: 'pull'; readonly pull: PullStatus };
