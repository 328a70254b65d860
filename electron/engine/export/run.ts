import { join } from 'node:path';
import { type ExportReport, exportCsv } from '../../../core/export/export.ts';
import { ioProblem } from '../../../core/ground/io-problem.ts';
import { statsAt } from '../../../core/ground/own-files.ts';
import { Problem } from '../../../core/ground/problem.ts';
import { problemView } from '../../ipc/answer.ts';
import type { ExportOptions, ExportStatus } from '../../ipc/export.ts';
import type { EngineContext } from '../context.ts';
import { exportName } from './core-options.ts';
import { type Job, turn } from './job.ts';
import { namesOf } from './plan.ts';

/** Submissions that are remembered as exported at once. */
const REMEMBERED = 1000;
/** Names that a problem lists; a form has seldom more files. */
const LISTED = 20;

/** Throws `export.files_exist` with the files that are there and that nobody has agreed to replace. */
export function refuseExisting(asked: ExportOptions, job: Job): void {
  if (asked.existing !== 'ask') return;
  const there = namesThere(job);
  if (there.length === 0) return;
  throw new Problem('export.files_exist', {
    count: there.length,
    files: there.slice(0, LISTED).join(', '),
  });
}

function namesThere(job: Job): string[] {
  try {
    const isThere = (file: string) => statsAt(join(job.folder, file)) !== undefined;
    return namesOf(job).filter(isThere);
  } catch (error) {
    throw ioProblem(error, job.folder);
  }
}

/** Writes a job's files, of so many submissions, and remembers what was written. Throws as `exportCsv` does. */
export async function writeFiles(
  context: EngineContext,
  asked: ExportOptions,
  job: Job,
  total: number,
  signal: AbortSignal,
  tell: (status: ExportStatus) => void,
): Promise<ExportReport> {
  const { workspace, clock } = context;
  let written: readonly number[] = [];
  const report = await exportCsv(job.reader, job.options, {
    signal,
    total,
    progress: ({ submissions, total, files }) =>
      tell({ state: 'running', done: submissions, total, file: null, files }),
    exported: (rowIds) => {
      written = rowIds;
    },
  });
  workspace.rememberFiles(
    report.files.map(({ path }) => path),
    job.formId,
    clock.now(),
  );
  const name = exportName(asked, job.folder);
  for (let i = 0; i < written.length; i += REMEMBERED) {
    workspace.rememberExported(name, written.slice(i, i + REMEMBERED));
    await turn(undefined);
  }
  return report;
}

/** How a finished export is told. */
export function doneStatus(
  context: EngineContext,
  job: Job,
  report: ExportReport,
): Extract<ExportStatus, { readonly state: 'done' }> {
  return {
    state: 'done',
    formId: job.formId,
    files: report.files,
    rows: report.rows,
    submissions: report.submissions,
    leftOut: report.unopened,
    media: report.media,
    placeId: context.grant(job.folder, true).id,
    folder: job.folder,
    named: report.named,
    problems: report.problems.map(problemView),
    notes: report.notes.map(problemView),
  };
}
