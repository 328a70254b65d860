import type { Clock } from '../ground/clock.ts';
import { isProblem, type Problem, type ProblemData } from '../ground/problem.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';
import { listLocator } from '../store/form-locators.ts';
import type { Workspace } from '../store/workspace.ts';
import { listForms } from './list-forms.ts';
import { takenByPlaces } from './other-ways.ts';
import { noteReached } from './reached.ts';
import { readForms, stopsRun } from './read-forms.ts';
import { readLists } from './read-lists.ts';

/** The parts of a workspace that reading the lists of a source needs. */
type ListParts = Pick<
  Workspace,
  'forms' | 'listings' | 'makeViews' | 'runs' | 'servers' | 'sourceForms' | 'submissions' | 'transaction'
>;

/** The parts of a workspace that counting a source needs, even if the source is not reached. */
export type CountParts = ListParts & Pick<Workspace, 'sourceStates'>;

export interface CountOptions {
  readonly workspace: ListParts;
  readonly source: Source;
  readonly sourceName: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Reads all lists of a source from start to end without fetching a submission: its forms, their new
 * definitions (which name the keys), and the list of each form. Returns the problems of single lists and
 * definitions, which are stored too. Throws a problem that prevents reading the source at all.
 */
export async function countSource(options: CountOptions): Promise<readonly ProblemData[]> {
  const { workspace, source, sourceName, clock, signal } = options;
  const run = { id: workspace.runs.newest(), at: clock.now().toISOString() };
  const problems: ProblemData[] = [];
  const { forms: refs } = await listForms(workspace, source, sourceName, run, signal);
  for (const form of refs) {
    if (isHere(workspace, form)) continue;
    const read = await readForms(workspace, source, sourceName, form, run, signal);
    problems.push(...read.problems);
  }
  workspace.makeViews();
  await readLists(
    {
      workspace,
      source,
      sourceName,
      signal,
      away: undefined,
      isFull: () => true,
      now: () => clock.now(),
      onPage: () => undefined,
      onProblem: (form, problem) => {
        if (takenByPlaces(workspace, problem) !== null) return;
        problems.push(problem);
        const kept = { ...problem, file: null };
        workspace.transaction(() =>
          workspace.submissions.putUnfetched(sourceName, form.formId, listLocator(form), kept, run.id),
        );
      },
    },
    refs,
  );
  return problems;
}

/** Counts a source, and notes whether it was reached. Returns the problem that kept it from being read, or null. */
export async function tryCounting(
  workspace: CountParts,
  clock: Clock,
  sourceName: string,
  connect: () => Promise<Source>,
  signal: AbortSignal,
): Promise<Problem | null> {
  let source: Source | null = null;
  try {
    source = await connect();
    await countSource({ workspace, source, sourceName, clock, signal });
    noteReached(workspace, clock, sourceName, null);
    return null;
  } catch (error) {
    if (!isProblem(error) || (stopsRun(error.data) && error.code.startsWith('store.'))) throw error;
    noteReached(workspace, clock, sourceName, error.data);
    return error;
  } finally {
    await source?.close();
  }
}

function isHere(workspace: Pick<Workspace, 'forms'>, { formId, version }: FormRef): boolean {
  if (formId === '') return true;
  return workspace.forms
    .faces()
    .some((face) => face.formId === formId && (version === null || face.version === version));
}
