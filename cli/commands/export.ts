import { resolve } from 'node:path';
import { formsIn } from '../../app/known-forms.ts';
import { requireSources } from '../../app/known-sources.ts';
import { type ExportReport, exportCsv } from '../../core/export/export.ts';
import type { ExportOptions } from '../../core/export/options.ts';
import { describe, Problem, type ProblemData } from '../../core/ground/problem.ts';
import { namedFor } from '../../core/ground/problems/form-unknown.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { warnOfCopiedExport } from '../copied-folder.ts';
import { note, plural, printable, printJson, printLine } from '../output.ts';

export interface ExportFlags {
  readonly form: string;
  readonly out: string;
  readonly profile: 'tidy' | 'briefcase';
  readonly file?: string;
  readonly splitSelectMultiples: boolean;
  readonly removeGroupNames: boolean;
  readonly excludeMedia: boolean;
  readonly formVersion?: string;
  readonly timeZone?: string;
  readonly from?: string;
  readonly to?: string;
  readonly columns?: 'full' | 'leaf' | 'shortest';
  readonly labels?: string;
  readonly separator?: string;
  readonly bom: boolean;
  readonly formulaGuard?: boolean;
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
    const options = optionsOf(flags, workspace);
    const name = exportName(flags);
    warnOfCopiedExport(options.folder);
    const report = await exportCsv(workspace.rows(flags.form), options, {
      signal,
      exported: (rowIds) => workspace.rememberExported(name, rowIds),
    });
    workspace.rememberFiles(
      report.files.map(({ path }) => path),
      flags.form,
      new Date(),
    );
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
        `${plural(report.unopened, 'submission')} could not be opened and gave no row. "attache problems" says why and what to do.`,
      );
    }
    if (report.problems.some(({ code }) => code === 'export.submission_failed')) return EXIT.bug;
    return report.unopened > 0 || report.problems.length > 0 ? EXIT.someProblems : EXIT.ok;
  });
}

/** A problem or a note with its words; a note does not change the exit code. */
function told(problem: ProblemData): object {
  return { code: problem.code, ...describe(problem) };
}

/** What "new since the last export" is counted by: the same form into the same folder in the same shape. */
function exportName({ form, out, profile }: ExportFlags): string {
  return JSON.stringify([form, profile, resolve(out)]);
}

function optionsOf(flags: ExportFlags, workspace: Workspace): ExportOptions {
  const common = {
    folder: resolve(flags.out),
    fileName: flags.file,
    excludeMedia: flags.excludeMedia,
    overwrite: flags.append ? false : flags.overwrite,
    home: workspace.exportHome(flags.form),
    workspaces: [workspace.folder],
    version: flags.formVersion === '' ? null : flags.formVersion,
    from: flags.from,
    to: flags.to,
    newSince: flags.newOnly ? exportName(flags) : undefined,
    allVersions: flags.allVersions,
    withoutDeleted: flags.withoutDeleted,
    sources: requireSources(workspace, flags.server),
    sourceColumn: flags.sourceColumn,
  };
  const written = {
    splitSelectMultiples: flags.splitSelectMultiples,
    formulaGuard: flags.formulaGuard,
    timeZone: flags.timeZone,
  };
  if (flags.profile === 'briefcase') {
    return { ...common, ...written, format: 'briefcase', names: flags.removeGroupNames ? 'leaf' : 'full' };
  }
  return {
    ...common,
    ...written,
    format: 'tidy',
    names: flags.columns,
    labels: flags.labels,
    separator: flags.separator,
    byteOrderMark: flags.bom,
  };
}

function printReport(report: ExportReport): void {
  printLine(`${plural(report.submissions, 'submission')} written to ${plural(report.files.length, 'file')}:`);
  for (const { path, rows } of report.files) printLine(`  ${printable(path)}  (${plural(rows, 'row')})`);
  if (report.mediaCopied > 0) printLine(`${plural(report.mediaCopied, 'attachment')} copied into media`);
  for (const problem of [...report.problems, ...report.notes]) {
    const { message, action } = describe(problem);
    note(`${printable(message)} ${printable(action)}`);
  }
}
