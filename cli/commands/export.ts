import { resolve } from 'node:path';
import { ExportJobs } from '../../app/exports/export-jobs.ts';
import type { ExportRequest } from '../../app/exports/export-request.ts';
import { runExport } from '../../app/exports/run-export.ts';
import { formsIn } from '../../app/forms/known-forms.ts';
import { requireSources } from '../../app/sources/known-sources.ts';
import type { ExportReport } from '../../core/export/export.ts';
import type { FormatId } from '../../core/export/formats/descriptions.ts';
import { systemClock } from '../../core/ground/clock.ts';
import { describe, Problem, type ProblemData } from '../../core/ground/problem.ts';
import { namedFor } from '../../core/ground/problems/form-unknown.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { warnOfCopiedExport } from '../copied-folder.ts';
import { note, plural, printable, printJson, printLine } from '../output.ts';
import { chosenBy } from './export-options.ts';

/** What the command line gives, without the options that single formats have. */
export interface ExportFlags {
  readonly form: string;
  readonly out: string;
  readonly profile: FormatId;
  readonly file?: string;
  readonly excludeMedia: boolean;
  readonly formVersion?: string;
  readonly from?: string;
  readonly to?: string;
  readonly newOnly: boolean;
  readonly overwrite?: boolean;
  readonly append: boolean;
  readonly allVersions: boolean;
  readonly withoutDeleted: boolean;
  readonly server?: string[];
  readonly sourceColumn?: boolean;
}

/** `attache export`: writes one form's files. Returns the exit code. */
export function exportForm(common: CommonOptions, flags: ExportFlags): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    if (!workspace.hasForm(flags.form)) {
      const named = namedFor(flags.form, formsIn(workspace));
      throw new Problem('export.form_unknown', { formId: flags.form, ...named });
    }
    const request = requestOf(flags, workspace);
    warnOfCopiedExport(request.folder);
    const context = { workspace, clock: systemClock };
    const job = await new ExportJobs(context).make(request, signal);
    const report = await runExport(context, job, { signal });
    if (common.json) {
      const { named: _named, ...rest } = report;
      printJson({
        ...rest,
        problems: report.problems.map(told),
        notes: report.notes.map(told),
      });
    } else {
      printReport(report);
    }
    if (report.unopened > 0) {
      note(
        `${plural(report.unopened, 'submission')} not readable and left out. Run "attache problems" to see why and what to do.`,
      );
    }
    if (report.problems.some(({ code }) => code === 'export.submission_failed')) return EXIT.bug;
    return report.unopened > 0 || report.problems.length > 0 ? EXIT.someProblems : EXIT.ok;
  });
}

/** A problem or a note with its words. A note does not change the exit code. */
function told(problem: ProblemData): object {
  return { code: problem.code, ...describe(problem) };
}

function requestOf(flags: ExportFlags, workspace: Workspace): ExportRequest {
  return {
    formId: flags.form,
    format: flags.profile,
    chosen: chosenBy(flags.profile, { ...flags }),
    folder: resolve(flags.out),
    fileName: flags.file,
    excludeMedia: flags.excludeMedia,
    existing: flags.append ? 'append' : flags.overwrite === true ? 'replace' : 'own',
    version: flags.formVersion === '' ? null : flags.formVersion,
    from: flags.from,
    to: flags.to,
    onlyNew: flags.newOnly ? 'below' : undefined,
    allVersions: flags.allVersions,
    withoutDeleted: flags.withoutDeleted,
    sources: requireSources(workspace, flags.server),
    sourceColumn: flags.sourceColumn,
  };
}

function printReport(report: ExportReport): void {
  printLine(`Wrote ${plural(report.submissions, 'submission')} to ${plural(report.files.length, 'file')}:`);
  for (const { path, rows } of report.files) printLine(`  ${printable(path)}  (${plural(rows, 'row')})`);
  if (report.mediaCopied > 0)
    printLine(`Copied ${plural(report.mediaCopied, 'attachment')} to the folder media`);
  for (const problem of [...report.problems, ...report.notes]) {
    const { message, action } = describe(problem);
    note(`${printable(message)} ${printable(action)}`);
  }
}
