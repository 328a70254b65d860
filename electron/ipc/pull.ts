import { z } from 'zod';
import type {
  HappenedLine,
  PullFormState,
  PullState,
  PullSummary,
  PullReport as Report,
  UnfinishedPull,
} from '../../core/model/pull.ts';
import { formKey, nothing, type ProblemView } from './common.ts';
import { engine } from './request.ts';

export type {
  PullCounts,
  PullOutcome,
  PullStep,
  PullSummary,
  UnfinishedPull,
} from '../../core/model/pull.ts';

export type PullForm = PullFormState<ProblemView>;
/** One line of "what happened": a code that has words in every language, and its details. */
export type Happened = HappenedLine<ProblemView>;
export type PullStatus = PullState<ProblemView>;
export type PullReport = Report<ProblemView>;

export const pullRequests = {
  /** The pull that runs, else the last one of this session; null when there was none. */
  'pull.status': engine<{ readonly pull: PullStatus | null; readonly unfinished: UnfinishedPull | null }>()(
    nothing,
  ),
  /** Starts a pull of these forms, or of the chosen ones (null). Replies when it has started. */
  'pull.start': engine<{ readonly pullId: number }>()(
    z.strictObject({ forms: z.array(formKey).min(1).max(10_000).nullable(), full: z.boolean() }),
  ),
  /** Retries the submissions that are not stored or incomplete: of these forms, or of all (null). */
  'pull.retry': engine<{ readonly pullId: number }>()(
    z.strictObject({ forms: z.array(formKey).min(1).max(10_000).nullable() }),
  ),
  /** Repeats a pull that failed or was stopped. */
  'pull.again': engine<{ readonly pullId: number }>()(z.strictObject({ pullId: z.int().positive() })),
  'pull.continue': engine<{ readonly pullId: number }>()(nothing),
  'pull.forget': engine<null>()(nothing),
  'pull.stop': engine<null>()(nothing),
  'pull.tryNow': engine<null>()(nothing),
  'pull.history': engine<readonly PullSummary[]>()(nothing),
  'pull.report': engine<PullReport>()(z.strictObject({ pullId: z.int().positive() })),
} as const;

export type PullEvent =
  /** Sent at most ten times per second. */
  { readonly type: 'pull'; readonly pull: PullStatus };
