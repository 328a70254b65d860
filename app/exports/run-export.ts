import { setImmediate } from 'node:timers/promises';
import { type ExportHooks, type ExportReport, writeExport } from '../../core/export/export.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ExportContext } from './export-context.ts';
import type { ExportJob } from './export-jobs.ts';
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

/**
 * Writes a job's files. Then records the files and their submissions, so that a later export of new
 * submissions leaves these out. After a crash in between, the next export writes a submission again, but
 * never misses one. Throws as `writeExport` does.
 */
export async function runExport(
  { workspace, clock }: ExportContext,
  { formId, reader, options, name }: ExportJob,
  hooks: Omit<ExportHooks, 'exported'>,
): Promise<ExportReport> {
  let written: readonly number[] = [];
  const report = await writeExport(reader, options, {
    ...hooks,
    exported: (rowIds) => {
      written = rowIds;
    },
  });
  workspace.rememberFiles(
    report.files.map(({ path }) => path),
    formId,
    clock.now(),
  );
  for (let i = 0; i < written.length; i += REMEMBERED) {
    workspace.rememberExported(name, written.slice(i, i + REMEMBERED));
    await setImmediate();
  }
  return report;
}
