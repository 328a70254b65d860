import { isFileError } from '../ground/file-error.ts';
import { isProblem } from '../ground/problem.ts';
import type { SubmissionRecord } from '../model/record.ts';
import type { ExportSubmission, RowReader } from '../model/rows.ts';
import type { RowContext, Table } from './table.ts';

/** One row as its table made it, and the output that it belongs to. */
export interface MadeRow<P> {
  readonly place: P;
  readonly row: unknown;
}

const NONE = [] as const;

/**
 * Returns the rows of a submission's records, for the tables that are written. Takes these tables by record
 * path; a record has a row in each table of its path. Returns null when a bug in Attaché stops a row: then
 * none of the rows is written. Throws Problems, and errors of the file system.
 */
export function rowsOf<P extends { readonly table: Table }>(
  places: ReadonlyMap<string, readonly P[]>,
  records: readonly SubmissionRecord[],
  submission: ExportSubmission,
  context: RowContext,
): readonly MadeRow<P>[] | null {
  try {
    const made: MadeRow<P>[] = [];
    for (const record of records) {
      for (const place of places.get(record.path) ?? NONE) {
        made.push({ place, row: place.table.row(record, submission, context) });
      }
    }
    return made;
  } catch (error) {
    if (isProblem(error) || isFileError(error)) throw error;
    return null;
  }
}

/**
 * Returns a function that is true for submissions whose attachments are all copied. These have no
 * definition, so any attachment may be an answer. It is never true when answers were chosen. Takes the chosen
 * columns; undefined means all.
 */
export function bringsAll(
  reader: RowReader,
  columns: readonly string[] | undefined,
): (submission: ExportSubmission) => boolean {
  const defined = new Set(reader.models.map(({ version }) => version));
  return ({ version }) => columns === undefined && !defined.has(version);
}
