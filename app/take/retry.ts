import { isProblem, type ProblemData } from '../../core/ground/problem.ts';
import type { FormOfSource } from '../../core/model/form-ref.ts';
import type { RunReport } from '../../core/model/run-report.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { bySource } from './running-pull.ts';

/**
 * Returns the forms of each source that have something to retry: a submission that failed, is in doubt or
 * lacks a file, or a list or definition that could not be downloaded. Forms that were never pulled have
 * nothing to retry.
 */
export function formsToRetry({ pendingRefs }: Pick<Workspace, 'pendingRefs'>): readonly FormOfSource[] {
  return pendingRefs.formsToRetry();
}

/** The result of one source: its report, or why it could not be asked. */
export type RetriedSource =
  | { readonly source: string; readonly report: RunReport }
  | { readonly source: string; readonly problem: ProblemData };

export interface RetryOptions {
  readonly workspace: Pick<Workspace, 'pendingRefs'>;
  /** Only these forms; null: all. */
  readonly formIds: readonly string[] | null;
  readonly signal: AbortSignal;
  /** Runs a retry of these forms of a source. Throws a Problem. */
  readonly run: (source: string, formIds: readonly string[]) => Promise<RunReport>;
  /** Called before a source is asked. */
  readonly onSource: (source: string) => void;
  readonly onDone: (retried: RetriedSource) => void;
}

/**
 * Asks each source again for what failed or is missing, one after the other. A problem of one source does not
 * stop the next ones. A problem that affects all (disk, database) does, and is thrown as a `store.*` problem.
 */
export async function retrySources(options: RetryOptions): Promise<readonly RetriedSource[]> {
  const { workspace, formIds: wanted, signal, run, onSource, onDone } = options;
  // Submissions of a folder may name their forms themselves.
  const forms = formsToRetry(workspace).filter(
    ({ formId }) => formId === '' || wanted === null || wanted.includes(formId),
  );
  const all: RetriedSource[] = [];
  for (const [source, formIds] of bySource(forms)) {
    if (signal.aborted) break;
    onSource(source);
    let retried: RetriedSource;
    try {
      retried = { source, report: await run(source, formIds) };
    } catch (error) {
      if (!isProblem(error) || error.code.startsWith('store.')) throw error;
      retried = { source, problem: error.data };
    }
    all.push(retried);
    onDone(retried);
  }
  return all;
}
