import { resolve } from 'node:path';
import { exportAllForms } from '../../app/exports/all-forms.ts';
import { readCorrections } from '../../app/exports/corrections-file.ts';
import { checkLinkingFolder, rulesOf } from '../../app/exports/deidentify.ts';
import { type Became, exportEach } from '../../app/exports/export-each.ts';
import { ExportJobs } from '../../app/exports/export-jobs.ts';
import type { ExportRequest } from '../../app/exports/export-request.ts';
import { formatFolder } from '../../app/exports/format-place.ts';
import { runExport } from '../../app/exports/run-export.ts';
import { formsIn } from '../../app/forms/known-forms.ts';
import { requireSources } from '../../app/sources/known-sources.ts';
import {
  descriptionOf,
  type FormatId,
  formatIds,
  goesToServer,
  wordOf,
} from '../../core/export/formats/descriptions.ts';
import { systemClock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import { namedFor } from '../../core/ground/problems/form-unknown.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { warnOfCopiedExport } from '../copied-folder.ts';
import { installedPrinter } from '../installed-browser.ts';
import { printable, printJson, printLine } from '../output.ts';
import { fromEnvironment } from '../secrets.ts';
import { letHeapGrow } from '../small-heap.ts';
import { type FormatFlags, type Formats, formatsOf } from './chosen-format.ts';
import { checkFlags, chosenBy } from './export-options.ts';
import {
  type ExitOfOne,
  exitOf,
  exitOfAll,
  exitOfOne,
  isLeftOut,
  noteUnopened,
  oneJson,
  printOne,
  printReport,
  reportJson,
  told,
} from './print-export.ts';

/** What the command line gives, without the options that single formats have. */
export interface ExportFlags extends FormatFlags {
  readonly form?: string;
  readonly allForms: boolean;
  readonly out?: string;
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
  readonly corrections?: string;
  readonly passwordEnv?: string;
  readonly report?: string;
  readonly deidentify?: string;
  readonly linkingTable?: string;
  readonly submission?: string;
}

/** An export that the user asked for, of a form that is not chosen yet. */
type Asked = Omit<ExportRequest, 'formId'>;

/** `attache export`: writes the files of one form, or of all. Returns the exit code. */
export function exportForms(common: CommonOptions, flags: ExportFlags): Promise<number> {
  const { form, allForms } = flags;
  const asked = (option: string, expected: string) => new Problem('usage.bad_option', { option, expected });
  if (form !== undefined && allForms) throw asked('--all-forms', 'no --form beside it');
  if (form === undefined && !allForms) throw asked('attache export', '--form or --all-forms');
  const formats = formatsOf(flags);
  checkFlags(formats, { ...flags });
  checkPlaces(flags, formats);
  checkSubmission(flags, formats);
  letHeapGrow();
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const corrections =
      flags.corrections === undefined ? undefined : await readCorrections(flags.corrections);
    const deidentify = deidentifyOf(flags, workspace);
    const requests = requestsOf(flags, formats, workspace).map((request) => ({
      ...request,
      corrections,
      deidentify,
    }));
    const place = flags.out ?? flags.report;
    if (place !== undefined) warnOfCopiedExport(resolve(place));
    if (form !== undefined) requireForm(workspace, form);
    if (form === undefined) return exportAll(workspace, requests, signal, common.json);
    const shown = oneSubmission(workspace, form, flags.submission);
    const [first, ...others] = requests.map((request) => ({ ...request, ...shown, formId: form }));
    if (first === undefined) throw new Error('no format');
    return others.length === 0
      ? exportOne(workspace, first, signal, common.json)
      : exportSeveral(workspace, [first, ...others], signal, common.json);
  });
}

/** Whether a format that the user asked for writes files. */
export function needsFolder(flags: FormatFlags): boolean {
  return formatsOf(flags).some((format) => !goesToServer(format));
}

/** Refuses a folder that nothing is written to, and what only servers need. */
function checkPlaces({ out, report, passwordEnv }: ExportFlags, formats: Formats): void {
  const asked = (option: string, expected: string) => new Problem('usage.bad_option', { option, expected });
  const servers = formats.filter(goesToServer);
  if (servers.length === 0 && report !== undefined) throw asked('--report', 'a format that goes to a server');
  if (servers.length === 0 && passwordEnv !== undefined) {
    throw asked('--password-env', 'a format that goes to a server');
  }
  if (servers.length === formats.length && out !== undefined) {
    throw asked('--out', 'a format with files, or --report for the report');
  }
}

/** In other formats, the file of one submission would take the place of the file of all. */
function checkSubmission({ submission, allForms }: ExportFlags, formats: Formats): void {
  if (submission === undefined) return;
  if (allForms)
    throw new Problem('usage.bad_option', { option: '--submission', expected: '--form beside it' });
  const others = formats.filter((format) => descriptionOf(format).hasRepeatsInside !== true);
  if (others.length === 0) return;
  throw new Problem('usage.option_of_other_format', {
    option: '--submission',
    formats: others.map(wordOf).join(', '),
    having: formatIds
      .filter((format) => descriptionOf(format).hasRepeatsInside === true)
      .map(wordOf)
      .join(', '),
  });
}

/** The choice of one submission, also of an earlier version. Throws `usage.submission_unknown`. */
function oneSubmission(
  workspace: Workspace,
  formId: string,
  instanceId: string | undefined,
): Pick<ExportRequest, 'shown' | 'allVersions'> {
  if (instanceId === undefined) return {};
  const ids = workspace.submissionList.readableWith(formId, instanceId);
  if (ids.length === 0) throw new Problem('usage.submission_unknown', { instanceId });
  return { shown: { key: instanceId, ids: () => ids }, allVersions: true };
}

function deidentifyOf(
  { deidentify: preset, linkingTable, out }: ExportFlags,
  workspace: Workspace,
): ExportRequest['deidentify'] {
  if (preset === undefined) {
    if (linkingTable === undefined) return undefined;
    throw new Problem('usage.bad_option', { option: '--linking-table', expected: '--deidentify beside it' });
  }
  const linkingFolder = linkingTable === undefined ? null : resolve(linkingTable);
  if (linkingFolder !== null && out !== undefined)
    checkLinkingFolder(linkingFolder, resolve(out), [workspace.folder]);
  return { preset, rules: rulesOf(workspace, preset), linkingFolder };
}

function requireForm(workspace: Workspace, formId: string): void {
  if (workspace.hasForm(formId)) return;
  throw new Problem('export.form_unknown', { formId, ...namedFor(formId, formsIn(workspace)) });
}

async function exportOne(
  workspace: Workspace,
  request: ExportRequest,
  signal: AbortSignal,
  isJson: boolean,
): Promise<number> {
  const context = { workspace, clock: systemClock, printer: installedPrinter() };
  const job = await new ExportJobs(context).make(request, signal);
  const report = await runExport(context, job, { signal });
  if (isJson) printJson(reportJson(report));
  else printReport(report, request.format);
  noteUnopened(report);
  return exitOf(report);
}

/** Exports one form in several formats. One that cannot be written does not stop the others. */
async function exportSeveral(
  workspace: Workspace,
  requests: readonly ExportRequest[],
  signal: AbortSignal,
  isJson: boolean,
): Promise<number> {
  const formats: object[] = [];
  const ends: ExitOfOne[] = [];
  await exportEach(
    { workspace, clock: systemClock, printer: installedPrinter() },
    requests,
    signal,
    (one) => {
      const { format, folder } = one.request;
      formats.push({ format: wordOf(format), folder, ...oneJson(one) });
      ends.push({ exit: exitOfOne(one) });
      printBelow(wordOf(format), one, format, isJson);
    },
  );
  if (isJson) printJson({ formats });
  return exitOfAll(ends);
}

async function exportAll(
  workspace: Workspace,
  requests: readonly Asked[],
  signal: AbortSignal,
  isJson: boolean,
): Promise<number> {
  const forms: object[] = [];
  const ends: ExitOfOne[] = [];
  for (const asked of requests) {
    const format = requests.length < 2 ? {} : { format: wordOf(asked.format) };
    await exportAllForms(
      { workspace, clock: systemClock, printer: installedPrinter() },
      asked,
      signal,
      (form) => {
        const { formId, folder } = form;
        const heading = format.format === undefined ? formId : `${formId}, ${format.format}`;
        const left = 'problem' in form && isLeftOut(form.problem) ? form.problem : null;
        const json = left === null ? oneJson(form) : { leftOut: told(left) };
        forms.push({ formId, ...format, folder, ...json });
        ends.push({ exit: exitOfOne(form), isLeftOut: left !== null });
        printBelow(heading, form, asked.format, isJson);
      },
    );
  }
  if (isJson) printJson({ forms });
  return exitOfAll(ends);
}

/** Prints what became of one of several exports, below a heading. */
function printBelow(heading: string, one: Became, format: FormatId, isJson: boolean): void {
  if (!isJson) printLine(`${printable(heading)}:`);
  printOne(one, format, heading, isJson);
}

function requestsOf(flags: ExportFlags, formats: Formats, workspace: Workspace): readonly Asked[] {
  const folder = flags.out === undefined ? '' : resolve(flags.out);
  const secret = flags.passwordEnv === undefined ? undefined : fromEnvironment(flags.passwordEnv);
  const reportFolder = flags.report === undefined ? undefined : resolve(flags.report);
  const sources = requireSources(workspace, flags.server);
  return formats.map((format) => ({
    format,
    chosen: chosenBy(format, { ...flags }),
    ...(goesToServer(format)
      ? { folder: '', excludeMedia: true, secret, reportFolder }
      : { folder: formatFolder(folder, format, formats), excludeMedia: flags.excludeMedia }),
    fileName: flags.file,
    existing: flags.append ? 'append' : flags.overwrite === true ? 'replace' : 'own',
    version: flags.formVersion === '' ? null : flags.formVersion,
    from: flags.from,
    to: flags.to,
    onlyNew: flags.newOnly ? 'below' : undefined,
    allVersions: flags.allVersions,
    withoutDeleted: flags.withoutDeleted,
    sources,
    sourceColumn: flags.sourceColumn,
  }));
}
