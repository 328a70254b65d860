import { isProblem, type ProblemData } from '../../core/ground/problem.ts';
import type { ExportContext } from './export-context.ts';
import { ExportJobs } from './export-jobs.ts';
import type { ExportRequest } from './export-request.ts';
import { type ExportDone, runExport } from './run-export.ts';

/** What became of one of several exports. */
export type Became = { readonly report: ExportDone } | { readonly problem: ProblemData };

export type EachExported = { readonly request: ExportRequest } & Became;

/**
 * Runs several exports one after the other. One that cannot be made does not stop the others. Calls
 * `exported` after each. Throws the signal's reason, and what is a bug.
 */
export async function exportEach(
  context: ExportContext,
  requests: Iterable<ExportRequest>,
  signal: AbortSignal,
  exported: (one: EachExported) => void,
): Promise<void> {
  const jobs = new ExportJobs(context);
  for (const request of requests) {
    try {
      const job = await jobs.make(request, signal);
      exported({ request, report: await runExport(context, job, { signal }) });
    } catch (error) {
      if (signal.aborted || !isProblem(error)) throw error;
      exported({ request, problem: error.data });
    }
  }
}
