import { isFileError } from '../ground/file-error.ts';
import { isProblem } from '../ground/problem.ts';
import type { SubmissionRecord } from '../model/record.ts';
import type { ExportSubmission, RowReader } from '../model/rows.ts';
import type { RowContext, Table } from './table.ts';

/** One row as its table has made it, and the place that it belongs to. */
export interface MadeRow<P> {
  readonly place: P;
  readonly row: unknown;
}

/**
 * The rows of a submission's records in the tables that are written, by record path; null where a bug of ours is met,
 * because then none of them is written. Throws a Problem, and errors of the file system.
 */
export function rowsOf<P extends { readonly table: Table }>(
  places: ReadonlyMap<string, P>,
  records: readonly SubmissionRecord[],
  submission: ExportSubmission,
  context: RowContext,
): readonly MadeRow<P>[] | null {
  try {
    return records.flatMap((record) => {
      const place = places.get(record.path);
      return place === undefined ? [] : [{ place, row: place.table.row(record, submission, context) }];
    });
  } catch (error) {
    if (isProblem(error) || isFileError(error)) throw error;
    return null;
  }
}

/**
 * Which submissions bring all of their attachments: without a definition nothing says that one of them is not an answer.
 * Not when answers were chosen. Takes the columns that were chosen; undefined is all.
 */
export function bringsAll(
  reader: RowReader,
  columns: readonly string[] | undefined,
): (submission: ExportSubmission) => boolean {
  const defined = new Set(reader.models.map(({ version }) => version));
  return ({ version }) => columns === undefined && !defined.has(version);
}
