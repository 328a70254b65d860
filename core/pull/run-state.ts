import type { ProblemData } from '../ground/problem.ts';
import type { AsideSubmission, EmptyForm, RunOutcome, RunReport } from '../model/run-report.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Away } from './away.ts';
import { FormTallies } from './form-tallies.ts';
import type { ListedForms } from './list-forms.ts';
import type { RunOptions } from './run-options.ts';
import { RunTally } from './run-tally.ts';

/** One run while it goes on. */
export interface Run {
  readonly id: number;
  readonly at: string;
  readonly away: Away | undefined;
  readonly tally: RunTally;
  /** The counts of each form, and how far each form has come. */
  readonly tallies: FormTallies;
  /** Ids of the definitions that were read. */
  readonly forms: string[];
  readonly notes: ProblemData[];
  readonly said: ProblemData[];
  readonly empty: EmptyForm[];
  unlisted: ListedForms['unlisted'];
  isNothingShown: boolean;
}

/** A run that begins at that moment, noted in the workspace. */
export function beginRun(options: RunOptions, started: Date): Run {
  const { workspace, kind, sourceName } = options;
  const at = started.toISOString();
  const tallies = options.tallies ?? new FormTallies();
  return {
    id: workspace.transaction(() => workspace.runs.start(kind, sourceName, at, options.pullId ?? null)),
    at,
    away: options.away,
    tally: new RunTally(() => tallies),
    tallies,
    forms: [],
    notes: [],
    said: [],
    empty: [],
    unlisted: [],
    isNothingShown: false,
  };
}

/** Ends a run: its report, which is kept in the workspace. */
export function endRun(options: RunOptions, run: Run, outcome: RunOutcome): RunReport {
  const { workspace, clock, sourceName } = options;
  const { tally } = run;
  const ended: RunReport = {
    runId: run.id,
    outcome,
    counts: tally.counts,
    problems: tally.problems,
    ofForms: tally.ofForms,
    drafts: workspace.drafts.leftOut(sourceName),
    left: workspace.leftOvers.count(sourceName, options.formIds),
    causes: tally.causes,
    ...(tally.aside.length > 0 && { aside: tally.aside }),
    forms: run.forms,
    notes: run.notes,
    said: run.said,
    empty: run.empty,
    unlisted: run.unlisted,
    isNothingShown: run.isNothingShown,
    seconds: (clock.now().getTime() - Date.parse(run.at)) / 1000,
  };
  workspace.transaction(() => workspace.runs.end(run.id, clock.now().toISOString(), outcome, ended));
  return ended;
}

/** Keeps and counts the problem of a submission that could not be fetched. */
export function notFetched(options: RunOptions, run: Run, ref: SubmissionRef, problem: ProblemData): void {
  const { tally } = run;
  keepProblem(options, ref.formId, ref.locator, problem, run.id);
  tally.notStored(options.sourceName, ref.formId, problem);
  if (isAside(problem)) tally.setAside(asideOf(ref, problem), problem.code);
  if (!run.said.some(({ code }) => code === problem.code)) run.said.push(problem);
  options.onProblem?.(ref.formId, problem);
}

/**
 * Keeps the problem of a ref. The problem of a whole form is kept under the locator that represents the form.
 */
export function keepProblem(
  { workspace, sourceName }: RunOptions,
  formId: string,
  locator: string,
  problem: ProblemData,
  runId: number,
): void {
  const { file } = problem.params;
  const kept = { ...problem, file: typeof file === 'string' ? file : null };
  workspace.transaction(() => workspace.submissions.putUnfetched(sourceName, formId, locator, kept, runId));
}

/** Whether a submission could not be fetched through no fault of its source. */
function isAside({ code }: ProblemData): boolean {
  return code === 'submission.unexpected' || code === 'submission.file_failed' || code === 'store.file_held';
}

function asideOf({ formId, locator }: SubmissionRef, { params }: ProblemData): Omit<AsideSubmission, 'code'> {
  return { formId, name: locator, file: typeof params.file === 'string' ? params.file : null };
}

/** How many problems of forms a report has in full. */
const MOST_SAID = 100;

/** Counts a problem of a form or its list. */
export function addFormProblem({ tally, said }: Run, problem: ProblemData): void {
  if (said.length < MOST_SAID) said.push(problem);
  tally.formProblem(problem);
}
