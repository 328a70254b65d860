import { planExport } from './formats.ts';
import { ExportContext } from './media-cells.ts';
import { checkOptions, type ExportOptions, filterOf } from './options.ts';
import type { RowReader } from './rows.ts';

export interface PreviewTable {
  readonly file: string;
  readonly columns: readonly string[];
  /** Cells without quotes, the first rows only. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * The columns and first rows of each table that an export would write. Takes how many submissions to look at; no
 * table shows more rows than that. Touches no file, so numbers behind the names of attachments are not shown.
 * Throws the same Problems for options as the export does.
 */
export function preview(reader: RowReader, options: ExportOptions, rows: number): PreviewTable[] {
  checkOptions(options);
  const plan = planExport(reader, options);
  const media = options.excludeMedia === true ? null : { bring: (name: string) => name };
  const context = new ExportContext({ media, audit: null });
  const shown = new Map(plan.tables.map((table) => [table.path, { table, rows: [] as string[][] }]));
  let seen = 0;
  for (const submission of rows > 0 ? reader.submissions(filterOf(options)) : []) {
    for (const record of submission.records) {
      const place = shown.get(record.path);
      if (place !== undefined && place.rows.length < rows) {
        place.rows.push(place.table.cells(record, submission, context));
      }
    }
    seen += 1;
    if (seen >= rows) break;
  }
  return [...shown.values()].map(({ table, rows: first }) => ({
    file: table.file,
    columns: table.columns,
    rows: first,
  }));
}
