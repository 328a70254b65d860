import { resolve } from 'node:path';
import { exportAllForms } from '../../app/exports/all-forms.ts';
import { ExportJobs } from '../../app/exports/export-jobs.ts';
import type { ExportRequest } from '../../app/exports/export-request.ts';
import { runExport } from '../../app/exports/run-export.ts';
import { formsIn } from '../../app/forms/known-forms.ts';
import { requireSources } from '../../app/sources/known-sources.ts';
import type { ExportReport } from '../../core/export/export.ts';
import { systemClock } from '../../core/ground/clock.ts';
import { describe, Problem, type ProblemData } from '../../core/ground/problem.ts';
import { namedFor } from '../../core/ground/problems/form-unknown.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { warnOfCopiedExport } from '../copied-folder.ts';
import { note, plural, printable, printJson, printLine } from '../output.ts';
import { type FormatFlags, formatOf } from './chosen-format.ts';
import { chosenBy } from './export-options.ts';

/** What the command line gives, without the options that single formats have. */
export interface ExportFlags extends FormatFlags {
  readonly form?: string;
  readonly allForms: boolean;
  readonly out: string;
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

/** `attache export`: writes the files of one form, or of all. Returns the exit code. */
export function exportForms(common: CommonOptions, flags: ExportFlags): Promise<number> {
  const { form, allForms } = flags;
  const asked = (option: string, expected: string) => new Problem('usage.bad_option', { option, expected });
  if (form !== undefined && allForms) throw asked('--all-forms', 'no --form beside it');
  if (form === undefined && !allForms) throw asked('attache export', '--form or --all-forms');
  const signal = cancelSignal();
  return withWorkspace(common, (workspace) => {
    const request = requestOf(flags, workspace);
    warnOfCopiedExport(request.folder);
    return form === undefined
      ? exportAll(workspace, request, signal, common.json)
      : exportOne(workspace, { ...request, formId: form }, signal, common.json);
  });
}

async function exportOne(
  workspace: Workspace,
  request: ExportRequest,
  signal: AbortSignal,
  isJson: boolean,
): Promise<number> {
  const { formId } = request;
  if (!workspace.hasForm(formId)) {
    throw new Problem('export.form_unknown', { formId, ...namedFor(formId, formsIn(workspace)) });
  }
  const context = { workspace, clock: systemClock };
  const job = await new ExportJobs(context).make(request, signal);
  const report = await runExport(context, job, { signal });
  if (isJson) printJson(reportJson(report));
  else printReport(report);
  noteUnopened(report);
  return exitOf(report);
}

async function exportAll(
  workspace: Workspace,
  request: Omit<ExportRequest, 'formId'>,
  signal: AbortSignal,
  isJson: boolean,
): Promise<number> {
  const forms: object[] = [];
  const exits: number[] = [];
  await exportAllForms({ workspace, clock: systemClock }, request, signal, (form) => {
    const { formId, folder } = form;
    if (!isJson) printLine(`${printable(formId)}:`);
    if ('report' in form) {
      forms.push({ formId, folder, ...reportJson(form.report) });
      if (!isJson) printReport(form.report);
      noteUnopened(form.report);
      exits.push(exitOf(form.report));
    } else {
      forms.push({ formId, folder, error: told(form.problem) });
      noteProblem(form.problem);
      exits.push(describe(form.problem).exit);
    }
  });
  if (isJson) printJson({ forms });
  const [first = EXIT.ok] = exits;
  // One code for all: their own where they agree, else "some have problems".
  if (exits.includes(EXIT.bug)) return EXIT.bug;
  return exits.every((exit) => exit === first) ? first : EXIT.someProblems;
}

function reportJson({ named: _named, ...report }: ExportReport): object {
  return { ...report, problems: report.problems.map(told), notes: report.notes.map(told) };
}

function noteUnopened({ unopened }: ExportReport): void {
  if (unopened === 0) return;
  note(
    `${plural(unopened, 'submission')} not readable and left out. Run "attache problems" to see why and what to do.`,
  );
}

function exitOf({ problems, unopened }: ExportReport): number {
  if (problems.some(({ code }) => code === 'export.submission_failed')) return EXIT.bug;
  return unopened > 0 || problems.length > 0 ? EXIT.someProblems : EXIT.ok;
}

/** A problem or a note with its words. A note does not change the exit code. */
function told(problem: ProblemData): object {
  return { code: problem.code, ...describe(problem) };
}

function requestOf(flags: ExportFlags, workspace: Workspace): Omit<ExportRequest, 'formId'> {
  const format = formatOf(flags);
  return {
    format,
    chosen: chosenBy(format, { ...flags }),
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
  for (const { path, rows, tables = [] } of report.files) {
    printLine(`  ${printable(path)}  (${plural(rows, 'row')})`);
    for (const { table, rows: own } of tables) printLine(`    ${printable(table)}  (${plural(own, 'row')})`);
  }
  if (report.mediaCopied > 0)
    printLine(`Copied ${plural(report.mediaCopied, 'attachment')} to the folder media`);
  for (const problem of [...report.problems, ...report.notes]) noteProblem(problem);
}

function noteProblem(problem: ProblemData): void {
  const { message, action } = describe(problem);
  note(`${printable(message)} ${printable(action)}`);
}
