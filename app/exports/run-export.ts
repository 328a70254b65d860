import { setImmediate } from 'node:timers/promises';
import { type ExportHooks, type ExportReport, writeExport } from '../../core/export/export.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ExportContext } from './export-context.ts';
import type { ExportJob } from './export-jobs.ts';
import { filesThere } from './plan-export.ts';

/** Submissions that are remembered as exported at once. */
const REMEMBERED = 1000;
/** Names that a problem lists; a form has seldom more files. */
const LISTED = 20;

/** Throws `export.files_exist` with the files that are there and that nobody has agreed to replace. */
export function refuseExisting(job: ExportJob): void {
  const there = filesThere(job);
  if (there.length === 0) return;
  throw new Problem('export.files_exist', {
    count: there.length,
    files: there.slice(0, LISTED).join(', '),
  });
}

/**
 * Writes a job's files, and remembers them and what is in them, for the next export that asks only for what is new. A
 * crash in between writes a submission twice, never none. Throws as `writeExport` does.
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
