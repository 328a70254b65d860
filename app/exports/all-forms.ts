import { join } from 'node:path';
import type { ExportReport } from '../../core/export/export.ts';
import { fileBase } from '../../core/export/file-names.ts';
import { foldName } from '../../core/ground/file-name.ts';
import { isProblem, type ProblemData } from '../../core/ground/problem.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { ExportContext } from './export-context.ts';
import { ExportJobs } from './export-jobs.ts';
import type { ExportRequest } from './export-request.ts';
import { runExport } from './run-export.ts';

/** What became of one form of an export of all forms. */
export type FormExported = { readonly formId: string; readonly folder: string } & (
  | { readonly report: ExportReport }
  | { readonly problem: ProblemData }
);

/**
 * Exports every form that has submissions, each into a folder of its own below `folder`. A form that cannot
 * be exported does not stop the others. Takes what is asked of each form. Calls `exported` after each form.
 * Throws the signal's reason, and what is a bug.
 */
export async function exportAllForms(
  context: ExportContext & { readonly workspace: Pick<Workspace, 'submissionCounts'> },
  asked: Omit<ExportRequest, 'formId'>,
  signal: AbortSignal,
  exported: (form: FormExported) => void,
): Promise<void> {
  const counts = context.workspace.submissionCounts.byForm();
  const formIds = counts.flatMap(({ formId }) => (formId === null || formId === '' ? [] : [formId]));
  const jobs = new ExportJobs(context);
  for (const [formId, name] of formFolders(formIds)) {
    const folder = join(asked.folder, name);
    try {
      const job = await jobs.make({ ...asked, formId, folder }, signal);
      exported({ formId, folder, report: await runExport(context, job, { signal }) });
    } catch (error) {
      if (signal.aborted || !isProblem(error)) throw error;
      exported({ formId, folder, problem: error.data });
    }
  }
}

/**
 * Returns the name of each form's folder: its form ID, without characters that file systems refuse, and with
 * a number when a form before it has that name.
 */
export function formFolders(formIds: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    formIds.map((formId) => {
      const base = fileBase(formId);
      let name = base;
      for (let n = 2; taken.has(foldName(name)); n += 1) name = `${base}-${n}`;
      taken.add(foldName(name));
      return [formId, name];
    }),
  );
}
