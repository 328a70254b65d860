import { setImmediate } from 'node:timers/promises';
import { checkOptions } from '../../core/export/check-options.ts';
import { type ExportHooks, type ExportReport, writeExport } from '../../core/export/export.ts';
import { fileBase } from '../../core/export/file-names.ts';
import { goesToServer } from '../../core/export/formats/descriptions.ts';
import { type ReportPaths, writeReport } from '../../core/export/report/write-report.ts';
import { ioProblem } from '../../core/ground/io-problem.ts';
import { isProblem, Problem, problemData } from '../../core/ground/problem.ts';
import type { StepsDone } from './changed-rows.ts';
import type { ExportContext } from './export-context.ts';
import type { ExportJob } from './export-jobs.ts';
import { writeLinkingTable } from './linking-table.ts';
import { nothingNew } from './nothing-new.ts';
import { filesThere } from './plan-export.ts';

/** How many submissions are recorded as exported in one step. */
const REMEMBERED = 1000;
/** How many file names a problem lists. Forms seldom have more files. */
const LISTED = 20;

/** Throws `export.files_exist` with the existing files that the user has not agreed to replace. */
export function refuseExisting(job: ExportJob): void {
  const there = filesThere(job);
  if (there.length === 0) return;
  throw new Problem('export.files_exist', {
    count: there.length,
    files: there.slice(0, LISTED).join(', '),
  });
}

/** What an export has written, with the report beside its files; null when there is none. */
export interface ExportDone extends ExportReport {
  readonly exportReport: ReportPaths | null;
  /** The path of the linking table; null when there is none. */
  readonly linkingTable: string | null;
}

/**
 * Writes a job's files, and then records the files and their submissions, so that a later export of new
 * submissions leaves these out. After a crash in between, the next export writes a submission again, but never
 * misses one. At last writes the report beside the files. Throws as `writeExport` does. A report that cannot
 * be written is a problem of the export, because its files are in place.
 */
export async function runExport(
  { workspace, clock }: ExportContext,
  job: ExportJob,
  hooks: Omit<ExportHooks, 'exported'>,
): Promise<ExportDone> {
  const { reader, options } = job;
  if (job.isNothingNew) {
    checkOptions(options);
    return { ...nothingNew(reader, options), exportReport: null, linkingTable: null };
  }
  try {
    job.keepOriginals();
    return await runJob({ workspace, clock }, job, hooks);
  } finally {
    job.close();
  }
}

async function runJob(
  { workspace, clock }: Pick<ExportContext, 'workspace' | 'clock'>,
  job: ExportJob,
  hooks: Omit<ExportHooks, 'exported'>,
): Promise<ExportDone> {
  const { formId, reader, options, name } = job;
  const started = clock.now();
  let written: readonly number[] = [];
  const report = await writeExport(reader, options, {
    ...hooks,
    exported: (rowIds) => {
      written = rowIds;
    },
  });
  const ended = clock.now();
  const isFile = !goesToServer(options.format);
  const files = isFile ? report.files.map(({ path }) => path) : [];
  workspace.rememberFiles(files, formId, ended);
  for (let i = 0; i < written.length; i += REMEMBERED) {
    workspace.rememberExported(name, written.slice(i, i + REMEMBERED));
    await setImmediate();
  }
  const done = await withReport(job, await withLinking(job, report), started, ended);
  const { exportReport, linkingTable } = done;
  const beside = exportReport === null ? [] : [exportReport.text, exportReport.json];
  workspace.rememberFiles([...files.slice(0, 1), ...beside], formId, clock.now());
  // It has a main file of its own, because it must not lie beside the others.
  if (linkingTable !== null) workspace.rememberFiles([linkingTable], formId, clock.now());
  return done;
}

type Linked = ExportReport & Pick<ExportDone, 'linkingTable'> & { readonly steps: StepsDone['steps'] };

/** Writes the linking table. If that fails, the export has a problem, because its files are in place. */
async function withLinking({ formId, options, done }: ExportJob, report: ExportReport): Promise<Linked> {
  const { steps, problems, notes, linking } = done();
  const told = {
    ...report,
    steps,
    problems: [...report.problems, ...problems],
    notes: [...report.notes, ...notes],
  };
  const { home } = options;
  if (linking === null || home === undefined) return { ...told, linkingTable: null };
  try {
    const base = goesToServer(options.format) ? fileBase(formId) : report.base;
    const path = await writeLinkingTable(
      linking.linked,
      base,
      linking.folder,
      home,
      options.workspaces ?? [],
    );
    return { ...told, linkingTable: path };
  } catch (error) {
    const problem = ioProblem(error, linking.folder);
    if (!isProblem(problem)) throw error;
    const failed = problemData('export.linking_failed', { why: problem.data.code });
    return { ...told, linkingTable: null, problems: [...told.problems, failed] };
  }
}

async function withReport(
  { formId, reader, options, reportFolder }: ExportJob,
  { steps, ...report }: Linked,
  started: Date,
  ended: Date,
): Promise<ExportDone> {
  try {
    const parts = { reader, options, formId, report, steps, started, ended, folder: reportFolder };
    return { ...report, exportReport: await writeReport(parts) };
  } catch (error) {
    const problem = ioProblem(error, options.folder);
    if (!isProblem(problem)) throw error;
    const failed = problemData('export.report_failed', { why: problem.data.code });
    return { ...report, exportReport: null, problems: [...report.problems, failed] };
  }
}
