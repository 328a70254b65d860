import { checkOptions } from '../../../core/export/check-options.ts';
import { filesOf, numberedPlan } from '../../../core/export/numbered.ts';
import { placeOf, realPathOf } from '../../../core/export/out-folder.ts';
import { planExport } from '../../../core/export/plan-export.ts';
import { previewTables } from '../../../core/export/preview.ts';
import type { ExportPlan as CorePlan } from '../../../core/export/table.ts';
import { ioProblem } from '../../../core/ground/io-problem.ts';
import { isProblem } from '../../../core/ground/problem.ts';
import type { ExportCounts } from '../../../core/store/export-counts.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { problemView } from '../../ipc/answer.ts';
import type { CopiedFolder } from '../../ipc/common.ts';
import type { ExportPlan } from '../../ipc/export.ts';
import type { Job } from './job.ts';
import { plannedFiles } from './planned-files.ts';

/** Submissions whose rows say how long the others are. */
const SAMPLE = 20;

/**
 * What an export would write, counted and looked up but not begun. A problem of options or folder is the plan's: the
 * counts are right without it.
 */
export function planOf(
  workspace: Workspace,
  job: Job,
  counts: ExportCounts,
  reminds: boolean,
  copied: CopiedFolder | null,
): ExportPlan {
  const { reader, options, folder } = job;
  const { here, exported, notReadable, filteredOut } = counts;
  const law = { here, exported, notReadable, filteredOut };
  const none = { folder, files: [], hasMedia: false, ...law, notExportedFile: null, reminds, copied };
  try {
    checkOptions(options);
    const plan = placed(job, planExport(reader, options));
    const samples = previewTables(reader, options, plan.tables, SAMPLE, SAMPLE);
    return {
      ...none,
      files: plannedFiles(workspace.exportHome(job.formId), realPathOf(folder), plan, counts, samples),
      hasMedia: options.excludeMedia !== true && counts.withFiles.length > 0,
      notExportedFile: plan.leftOutFile?.file ?? null,
      problem: null,
    };
  } catch (error) {
    const problem = ioProblem(error, folder);
    if (!isProblem(problem)) throw error;
    return { ...none, problem: problemView(problem.data) };
  }
}

/** The plan under the names that the files will have in the job's folder. Throws when nothing may be written there. */
function placed({ options, folder }: Job, plan: CorePlan): CorePlan {
  const real = placeOf(folder, options.workspaces ?? []);
  return options.addNumber === true ? numberedPlan(plan, real) : plan;
}

/** The names of the files that a job will write. */
export function namesOf(job: Job): string[] {
  return filesOf(placed(job, planExport(job.reader, job.options)));
}
