import type { DatabaseValue } from '../../../model/other-database.ts';
import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import { freeName } from '../../../xform/view-tables.ts';
import type { RowContext } from '../../table.ts';
import { createTable, insertInto, type SqlColumn } from './sql.ts';
import { textValue } from './values.ts';

const COLUMNS: readonly SqlColumn[] = [
  { name: 'KEY', type: 'TEXT' },
  { name: 'name', type: 'TEXT' },
  { name: 'state', type: 'TEXT' },
  { name: 'md5', type: 'TEXT' },
  { name: 'file', type: 'TEXT' },
];

/** The table with one row for each file of a submission. */
export interface AttachmentTable {
  readonly name: string;
  readonly schema: string;
  readonly insert: string;
  /**
   * Returns the rows of a submission. Call it when all its answers have been written, because these bring the
   * files into the export.
   */
  rows(
    record: SubmissionRecord,
    submission: ExportSubmission,
    context: RowContext,
  ): readonly (readonly DatabaseValue[])[];
}

/**
 * Plans the table of attachments. `file` is the path of the file beside the database; null when it was not
 * copied. Takes the names that are taken, in lower case, and adds to them.
 */
export function attachmentTable(taken: Set<string>): AttachmentTable {
  const name = freeName('attachment', taken);
  return {
    name,
    schema: createTable(name, COLUMNS),
    insert: insertInto(name, COLUMNS.length),
    rows: ({ key }, submission, context) => {
      const places = context.placesOf(submission);
      return submission.attachments.map(({ name: file, path, md5 }) => [
        textValue(key),
        textValue(file),
        path === null ? 'missing' : 'present',
        md5,
        places.get(file) || null,
      ]);
    },
  };
}
