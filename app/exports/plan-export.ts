import { join } from 'node:path';
import { checkOptions } from '../../core/export/check-options.ts';
import { goesToServer } from '../../core/export/formats/descriptions.ts';
import { filesOf, numberedPlan } from '../../core/export/numbered.ts';
import { bringsMedia } from '../../core/export/options.ts';
import { placeOf, realPathOf } from '../../core/export/out-folder.ts';
import { planExport } from '../../core/export/plan-export.ts';
import { previewTables } from '../../core/export/preview.ts';
import type { ExportPlan } from '../../core/export/table.ts';
import { ioProblem } from '../../core/ground/io-problem.ts';
import { statsAt } from '../../core/ground/own-files.ts';
import { isProblem, type ProblemData } from '../../core/ground/problem.ts';
import type { PlannedExport } from '../../core/model/export-view.ts';
import type { ExportCounts } from '../../core/store/export-counts.ts';
import type { ExportParts } from './export-context.ts';
import type { ExportJob } from './export-jobs.ts';
import { plannedFiles } from './planned-files.ts';

/** How many submissions are read to estimate the length of a row. */
const SAMPLE = 20;

/**
 * Plans an export: counts and lists what it would write, and writes nothing. A problem with the options or
 * the folder is part of the plan, because the counts are right without them.
 */
export function planJob(
  workspace: Pick<ExportParts, 'exportHome'>,
  job: ExportJob,
  counts: ExportCounts,
): PlannedExport & { readonly problem: ProblemData | null } {
  const { formId, reader, options } = job;
  const { folder } = options;
  const { here, exported, notReadable, filteredOut } = counts;
  const law = { here, exported, notReadable, filteredOut };
  const none = { folder, files: [], hasMedia: false, ...law, notExportedFile: null };
  try {
    checkOptions(options);
    if (job.isNothingNew) return { ...none, problem: null };
    const plan = placed(job, planExport(reader, options));
    const samples = previewTables(reader, options, plan.tables, SAMPLE, SAMPLE);
    return {
      ...none,
      files: plannedFiles(
        workspace.exportHome(formId),
        goesToServer(options.format) ? null : realPathOf(folder),
        plan,
        counts,
        samples,
      ),
      hasMedia: bringsMedia(options) && counts.withFiles.length > 0,
      notExportedFile: plan.leftOutFile?.file ?? null,
      problem: null,
    };
  } catch (error) {
    const problem = ioProblem(error, folder);
    if (!isProblem(problem)) throw error;
    return { ...none, problem: problem.data };
  }
}

/**
 * Returns the names of the files that a job would write and that exist already. Throws the same Problems as
 * planning.
 */
export function filesThere(job: ExportJob): string[] {
  const { folder, format } = job.options;
  if (job.isNothingNew || goesToServer(format)) return [];
  try {
    const names = filesOf(placed(job, planExport(job.reader, job.options)));
    return names.filter((file) => statsAt(join(folder, file)) !== undefined);
  } catch (error) {
    throw ioProblem(error, folder);
  }
}

/**
 * Returns the plan with the names that the files will have in the job's folder. Throws when nothing may be
 * written there.
 */
function placed({ options }: ExportJob, plan: ExportPlan): ExportPlan {
  if (goesToServer(options.format)) return plan;
  const real = placeOf(options.folder, options.workspaces ?? []);
  return options.addNumber === true ? numberedPlan(plan, real) : plan;
}
