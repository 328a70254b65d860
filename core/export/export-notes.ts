import { basename, join } from 'node:path';
import { statsAt } from '../ground/own-files.ts';
import { type ProblemData, problemData } from '../ground/problem.ts';
import type { ExportSubmission, RowReader } from '../model/rows.ts';
import { listed } from './cell-notes.ts';
import { definitionsFor } from './definitions.ts';
import { type ExportOptions, filterOf } from './options.ts';
import { isReportOf } from './report/report-files.ts';
import type { Output } from './sink.ts';
import type { ExportPlan } from './table.ts';

/**
 * Returns how many submissions were left out, as the user asked, because they were deleted on their servers.
 */
export function deletedLeftOut(reader: RowReader, options: ExportOptions): number {
  return options.withoutDeleted === true ? (reader.deleted?.(filterOf(options)) ?? 0) : 0;
}

/** Returns notes about the choice of rows when nothing is wrong. */
export function rowNotes(reader: RowReader, options: ExportOptions): ProblemData[] {
  const deleted = deletedLeftOut(reader, options);
  return deleted === 0 ? [] : [problemData('export.deleted_left_out', { count: deleted })];
}

/** Returns the problem for submissions that could not be written because of a bug in Attaché. */
export function failedProblems([first, ...others]: readonly ExportSubmission[]): ProblemData[] {
  if (first === undefined) return [];
  const { instanceId } = first;
  return [problemData('export.submission_failed', { count: others.length + 1, instanceId })];
}

/**
 * Returns the problems of a plan: no definition, older versions in place of the newest ones, and answers
 * without a column.
 */
export function planProblems(
  reader: RowReader,
  options: ExportOptions,
  { leftOut }: ExportPlan,
): ProblemData[] {
  const problems: ProblemData[] = [];
  if (definitionsFor(reader, filterOf(options)).length === 0)
    problems.push(problemData('export.no_definition', {}));
  const older = options.allVersions === true ? 0 : (reader.notNewest?.(filterOf(options)) ?? 0);
  if (older > 0) problems.push(problemData('export.not_newest', { count: older }));
  const [first] = leftOut;
  if (first !== undefined) {
    problems.push(problemData('export.answers_left_out', { count: leftOut.length, first }));
  }
  return problems;
}

/**
 * Returns a note when the first day leaves out submissions that may have come later. Folders do not tell when
 * a submission was received.
 */
export function undatedNotes(reader: RowReader, options: ExportOptions): ProblemData[] {
  const filter = filterOf(options);
  const count = filter.from === undefined || filter.ids !== undefined ? 0 : (reader.undated?.(filter) ?? 0);
  return count === 0 ? [] : [problemData('export.undated', { count, from: filter.from ?? '' })];
}

/**
 * Returns a note about files that this export leaves unchanged: an earlier export made them together with the
 * main file, and this one does not write them. Takes how the names of the export begin.
 */
export function filesLeft(
  folder: string,
  outputs: readonly Output[],
  base: string,
  { home }: ExportOptions,
): ProblemData[] {
  const written = new Set(outputs.map(({ file }) => join(folder, file)));
  const [main] = written;
  const left =
    main === undefined
      ? []
      : (home?.madeWith(main) ?? []).filter(
          (path) => !written.has(path) && !isReportOf(base, basename(path)),
        );
  if (left.length === 0) return [];
  const files = listed(left.map((path) => basename(path)));
  return [problemData('export.files_left', { count: left.length, files })];
}

/** Returns a note with the final name of its file. Takes the final names by the planned ones. */
export function underName(note: ProblemData, names: ReadonlyMap<string, string>): ProblemData {
  const { file } = note.params;
  return typeof file === 'string'
    ? { ...note, params: { ...note.params, file: names.get(file) ?? file } }
    : note;
}

/** Returns notes about columns that were not split or labelled as the user asked. */
export function planNotes({ notSplit, notLabelled }: ExportPlan): ProblemData[] {
  const told = [
    ['export.choices_unknown', notSplit],
    ['export.labels_unknown', notLabelled],
  ] as const;
  return told.flatMap(([code, columns]) =>
    columns.length === 0 ? [] : [problemData(code, { count: columns.length, columns: listed(columns) })],
  );
}

/** Returns the sizes of the files at the places of an export, before it replaces them. */
export function sizesOf(folder: string, files: readonly string[]): ReadonlyMap<string, number> {
  return new Map(files.map((file) => [file, statsAt(join(folder, file))?.size ?? 0]));
}

/**
 * Returns a note when an export without any row took the place of files that had rows: they are smaller now.
 * Takes the sizes of before.
 */
export function emptiedNotes(folder: string, before: ReadonlyMap<string, number>): ProblemData[] {
  const emptied = [...before].filter(([file, size]) => (statsAt(join(folder, file))?.size ?? size) < size);
  if (emptied.length === 0) return [];
  const files = listed(emptied.map(([file]) => file));
  return [problemData('export.now_empty', { count: emptied.length, files })];
}
