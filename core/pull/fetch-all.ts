import { basename } from 'node:path';
import { bugProblem, fileProblem, fileTrouble } from '../decrypt/file-trouble.ts';
import { isFileError } from '../ground/file-error.ts';
import { isProblem, type ProblemData } from '../ground/problem.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Source } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import { type Away, isAway } from './away.ts';
import { Breaker, isOfWhole } from './breaker.ts';
import { fillParts } from './fill-parts.ts';
import { type OptionsByForm, type Taken, takingOf } from './form-options.ts';
import type { FormTallies } from './form-tallies.ts';
import type { Opening } from './opening.ts';
import { stopsRun } from './read-forms.ts';
import type { RunTally } from './run-tally.ts';
import { select } from './selection.ts';
import type { RunStaging } from './staging.ts';

export interface FetchingOptions {
  readonly workspace: Pick<Workspace, 'filesFolder' | 'kept' | 'listings' | 'pendingRefs' | 'transaction'>;
  readonly source: Source;
  readonly sourceName: string;
  readonly taken: Taken;
  readonly formOptions: OptionsByForm | undefined;
  /** Fetches only these refs, even if others are pending. */
  readonly only: readonly Pick<SubmissionRef, 'formId' | 'locator'>[] | undefined;
  readonly connections: number;
  readonly away: Away | undefined;
  readonly staging: RunStaging;
  readonly opening: Opening;
  readonly tally: RunTally;
  readonly tallies: FormTallies;
  readonly signal: AbortSignal;
  /** A ref that could not be fetched. */
  readonly onProblem: (ref: SubmissionRef, problem: ProblemData) => void;
  /** Called after each ref that is finished and is not given on to be decrypted. */
  readonly onProgress: () => void;
}

interface Pending {
  readonly form: FormRef;
  readonly ref: SubmissionRef;
}

/** Fetches over the given number of connections, and gives each submission on to be decrypted and stored. */
export async function fetchAll(options: FetchingOptions, forms: readonly FormRef[]): Promise<void> {
  const { opening, signal, tallies, sourceName } = options;
  const queue = ahead(
    options.source,
    options.only === undefined ? pendingOf(options, forms) : namedOf(options, forms),
  );
  const skipped = new LeftOut(options);
  const breaker = new Breaker(options.source, options.connections, signal);
  let stop: { readonly error: unknown } | null = null;
  const connection = async (): Promise<void> => {
    while (stop === null && !opening.hasFailed && !signal.aborted) {
      const next = queue.next();
      if (next.done === true) return;
      const { form, ref } = next.value;
      tallies.change(ref.formId, (tally) => {
        tally.step = 'pulling';
      });
      let met: ProblemData | undefined;
      try {
        const came = await fetchOne(options, form, ref);
        met = came.problems.find(isOfWhole);
        const fetched = fillParts(options.workspace, sourceName, came);
        options.tally.came(sourceName, ref.formId);
        if (!skipped.take(ref, fetched)) await opening.take({ source: sourceName, fetched });
      } catch (error) {
        if (signal.aborted) return;
        const problem = problemOf(error, options.workspace);
        if (problem === null || stopsRun(problem) || options.away?.hasGivenUp === true) {
          stop ??= { error };
          return;
        }
        options.tally.came(sourceName, ref.formId);
        options.onProblem(ref, problem);
        met = isOfWhole(problem) ? problem : undefined;
      }
      await breaker.met(met).catch((error: unknown) => {
        if (!signal.aborted) stop ??= { error };
      });
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: options.connections }, connection));
  skipped.flush();
  await opening.finish();
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  const first =
    failed === undefined ? (stop as { readonly error: unknown } | null) : { error: failed.reason };
  if (first !== null) throw first.error;
}

/**
 * The problem to report for a submission that could not be fetched; null for a fault of the disk, which ends
 * the run.
 */
function problemOf(error: unknown, { filesFolder }: Pick<Workspace, 'filesFolder'>): ProblemData | null {
  if (isProblem(error)) return error.data;
  if (!isFileError(error)) return bugProblem();
  const code = fileTrouble(error, filesFolder);
  return code === null ? null : fileProblem(basename(error.path ?? 'submission.xml'), code);
}

/** Fetches one submission. Waits while the source is away, then fetches again. */
function fetchOne(
  { source, away, staging, signal }: FetchingOptions,
  form: FormRef,
  ref: SubmissionRef,
): Promise<FetchedSubmission> {
  const fetch = (): Promise<FetchedSubmission> => source.fetchSubmission(ref, form, staging, signal);
  return away === undefined
    ? fetch()
    : away.patiently(fetch, signal, ({ problems }) => problems.find(isAway));
}

/** How many refs of a form the source gets to know before the first of them is fetched. */
const AHEAD = 1000;

/** The pending refs. The source gets to know the refs of each form before they are fetched. */
function* ahead(source: Source, pending: Iterable<Pending>): Generator<Pending> {
  if (source.expect === undefined) return yield* pending;
  let next: Pending[] = [];
  const told = (): readonly Pending[] => {
    const known = next;
    next = [];
    const [first] = known;
    if (first !== undefined)
      source.expect?.(
        first.form,
        known.map(({ ref }) => ref),
      );
    return known;
  };
  for (const one of pending) {
    const isOther = next[0] !== undefined && next[0].form !== one.form;
    if (isOther || next.length >= AHEAD) yield* told();
    next.push(one);
  }
  yield* told();
}

function* pendingOf(
  { workspace, sourceName, taken, formOptions }: FetchingOptions,
  forms: readonly FormRef[],
): Generator<Pending> {
  for (const form of forms) {
    const what = takingOf(formOptions, form.formId, taken);
    for (const { ref } of workspace.pendingRefs.all(sourceName, form.formId, what)) yield { form, ref };
  }
}

function* namedOf(
  { workspace, sourceName, only }: FetchingOptions,
  forms: readonly FormRef[],
): Generator<Pending> {
  const byId = new Map(forms.map((form) => [form.formId, form]));
  for (const { formId, locator } of only ?? []) {
    const form = byId.get(formId);
    const found = workspace.pendingRefs.find(sourceName, formId, locator);
    if (form !== undefined && found !== null) yield { form, ref: found.ref };
  }
}

/** Notes the refs that were looked at and left out, a hundred per transaction. */
class LeftOut {
  readonly #options: FetchingOptions;
  #refs: { readonly ref: SubmissionRef; readonly day: string }[] = [];

  constructor(options: FetchingOptions) {
    this.#options = options;
  }

  /** True when the submission is left out. */
  take(ref: SubmissionRef, fetched: FetchedSubmission): boolean {
    const { formOptions, tally, sourceName, onProgress } = this.#options;
    const selection = select(ref, fetched.xml, formOptions);
    if (selection.kind !== 'nothing') return false;
    this.#refs.push({ ref, day: selection.day });
    tally.leftOut(sourceName, ref.formId);
    if (this.#refs.length >= 100) this.flush();
    onProgress();
    return true;
  }

  flush(): void {
    const { workspace, sourceName } = this.#options;
    const refs = this.#refs;
    this.#refs = [];
    if (refs.length === 0) return;
    workspace.transaction(() => {
      for (const { ref, day } of refs) workspace.listings.leaveOut(sourceName, ref, day);
    });
  }
}
