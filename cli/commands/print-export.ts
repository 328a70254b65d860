import type { Became } from '../../app/exports/export-each.ts';
import type { ExportDone } from '../../app/exports/run-export.ts';
import { type FormatId, goesToServer } from '../../core/export/formats/descriptions.ts';
import { describe, type ProblemData } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import { note, plural, printable, printLine } from '../output.ts';
import { firstOfEach } from './first-of-each.ts';

/** The report of an export as scripts read it. */
export function reportJson({ base: _base, named: _named, cells: _cells, ...report }: ExportDone): object {
  return { ...report, problems: report.problems.map(told), notes: report.notes.map(told) };
}

/** What became of one of several exports, as scripts read it. */
export function oneJson(one: Became): object {
  return 'report' in one ? reportJson(one.report) : { error: told(one.problem) };
}

/** A problem or a note with its words. A note does not change the exit code. */
export function told(problem: ProblemData): object {
  return { code: problem.code, ...describe(problem) };
}

/**
 * Prints what an export wrote, and what the user should know about it. Takes its format, and what names the
 * export where there are several.
 */
export function printReport(report: ExportDone, format: FormatId, name?: string): void {
  if (goesToServer(format)) printTables(report);
  else printFiles(report);
  if (report.mediaCopied > 0)
    printLine(`Copied ${plural(report.mediaCopied, 'attachment')} to the folder media`);
  if (report.exportReport !== null) printLine(`Report: ${printable(report.exportReport.text)}`);
  if (report.linkingTable !== null) printLine(`Linking table: ${printable(report.linkingTable)}`);
  const where =
    report.exportReport === null
      ? 'Export with --json to see all.'
      : `The report names all: ${printable(report.exportReport.text)}`;
  for (const [word, problems] of [
    ['problem', report.problems],
    ['note', report.notes],
  ] as const) {
    for (const { shown, more } of firstOfEach(problems)) {
      for (const problem of shown) noteProblem(problem, name);
      if (more > 0) note(`${named(name)}${plural(more, `more ${word}`)} like this one. ${where}`);
    }
  }
}

function printFiles({ files, submissions }: ExportDone): void {
  if (files.length === 0) printLine('Wrote no files.');
  else printLine(`Wrote ${plural(submissions, 'submission')} to ${plural(files.length, 'file')}:`);
  for (const { path, rows, tables = [], isGuide } of files) {
    printLine(`  ${printable(path)}${isGuide === true ? '' : `  (${plural(rows, 'row')})`}`);
    for (const { table, rows: own } of tables) printLine(`    ${printable(table)}  (${plural(own, 'row')})`);
  }
}

/** On a server, a schema stands for a file. */
function printTables({ files, submissions }: ExportDone): void {
  if (files.length === 0) printLine('Wrote no tables.');
  for (const { path, tables = [] } of files) {
    const where = `${plural(tables.length, 'table')} in the schema ${printable(path)}`;
    printLine(`Wrote ${plural(submissions, 'submission')} to ${where}:`);
    for (const { table, rows } of tables) printLine(`  ${printable(table)}  (${plural(rows, 'row')})`);
  }
}

/**
 * Prints what became of one of several exports. Takes its format and what names it. With JSON on standard output, prints
 * only what goes to standard error.
 */
export function printOne(one: Became, format: FormatId, name: string, isJson = false): void {
  if ('problem' in one) {
    noteProblem(one.problem, name);
    return;
  }
  if (!isJson) printReport(one.report, format, name);
  noteUnopened(one.report, name);
}

/** Prints a problem as one line. Takes what names the export where there are several. */
function noteProblem(problem: ProblemData, name?: string): void {
  const { message, action } = describe(problem);
  note(`${named(name)}${printable(message)} ${printable(action)}`);
}

export function noteUnopened({ unopened }: ExportDone, name?: string): void {
  if (unopened === 0) return;
  note(
    `${named(name)}${plural(unopened, 'submission')} not readable and left out. Run "attache problems" to see why and what to do.`,
  );
}

/** Standard error may go elsewhere than the headings on standard output. */
function named(name: string | undefined): string {
  return name === undefined ? '' : `${printable(name)}: `;
}

/** True when the format has no place for a form: `--all-forms` leaves it out. */
export function isLeftOut({ code }: ProblemData): boolean {
  return code === 'export.no_location';
}

export function exitOf({ problems, unopened }: ExportDone): number {
  if (problems.some(({ code }) => code === 'export.submission_failed')) return EXIT.bug;
  return unopened > 0 || problems.length > 0 ? EXIT.someProblems : EXIT.ok;
}

export function exitOfOne(one: Became): number {
  return 'report' in one ? exitOf(one.report) : describe(one.problem).exit;
}

/** The exit code of one of several exports, and whether it is of a form that the format has no place for. */
export interface ExitOfOne {
  readonly exit: number;
  readonly isLeftOut?: boolean;
}

/**
 * One code for several exports: their own where they agree, else "some have problems". A form that was left out
 * because the format has no place for it is no problem beside others.
 */
export function exitOfAll(ends: readonly ExitOfOne[]): number {
  const made = ends.filter(({ isLeftOut }) => isLeftOut !== true);
  const [first = EXIT.ok, ...others] = (made.length === 0 ? ends : made).map(({ exit }) => exit);
  if (first === EXIT.bug || others.includes(EXIT.bug)) return EXIT.bug;
  return others.every((exit) => exit === first) ? first : EXIT.someProblems;
}
