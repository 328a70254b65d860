import type { RowReader } from '../model/rows.ts';
import type { CellNotes } from './cell-notes.ts';
import { checkOptions } from './check-options.ts';
import { ExportContext } from './media-cells.ts';
import { bringsMedia, type ExportOptions, filterOf } from './options.ts';
import { planExport } from './plan-export.ts';
import type { Output } from './sink.ts';
import type { AuditFile, ExportPlan, Table } from './table.ts';

export interface PreviewTable {
  readonly file: string;
  /** The table in the file; absent when the file is the table. */
  readonly table?: string;
  readonly columns: readonly string[];
  /** The cells of the first rows, as text without quotes. */
  readonly rows: readonly (readonly string[])[];
  /** Header and rows exactly as in the file, without line ends; empty when the file is not text. */
  readonly lines: readonly string[];
  /** The cells of these rows that the formula guard has changed. */
  readonly guarded: GuardedCells;
}

export interface GuardedCells {
  readonly count: number;
  readonly columns: readonly string[];
}

/**
 * Few submissions may have rows in a repeat. So the search reads up to this many times the number of rows.
 */
const PATIENCE = 25;

/**
 * Returns the columns and first rows of each table of an export. Takes how many submissions to read; no table
 * shows more rows than that. Touches no file, so numbers after the names of attachments are not shown. Throws
 * the same Problems for options as the export does.
 */
export function preview(reader: RowReader, options: ExportOptions, rows: number): PreviewTable[] {
  checkOptions(options);
  return previewTables(reader, options, planExport(reader, options).tables, rows, rows);
}

/**
 * Returns the preview of one file: a table, the list of submissions without a row, or the audit file (header
 * only). Takes the file's name; null is the main file; and the table in it; null is the first. Reads more
 * submissions when the first ones do not fill the table.
 */
export function previewFile(
  reader: RowReader,
  options: ExportOptions,
  file: string | null,
  rows: number,
  table: string | null = null,
): PreviewTable | null {
  checkOptions(options);
  const plan = planExport(reader, options);
  const isWanted = (output: Output): boolean =>
    (file === null || output.file === file) && (table === null || output.table === table);
  const wanted = plan.tables.find(isWanted);
  if (wanted !== undefined) {
    return previewTables(reader, options, [wanted], rows, rows * PATIENCE)[0] ?? null;
  }
  return (
    previewLeftOut(reader, options, plan, file, rows) ??
    (plan.audit !== null && isWanted(plan.audit) ? previewAudit(plan.audit) : null)
  );
}

/** Returns the first rows of these tables. Reads at most `submissions` submissions. */
export function previewTables(
  reader: RowReader,
  options: ExportOptions,
  tables: readonly Table[],
  rows: number,
  submissions: number,
): PreviewTable[] {
  const media = bringsMedia(options) ? { bring: (name: string) => name } : null;
  const context = new ExportContext({ media, audit: null });
  const shown = tables.map((table) => ({ table, rows: [] as unknown[] }));
  const byPath = Map.groupBy(shown, ({ table }) => table.path);
  const isFilled = (): boolean => shown.every((place) => place.rows.length >= rows);
  let seen = 0;
  for (const submission of rows > 0 ? reader.submissions(filterOf(options)) : []) {
    for (const record of submission.records) {
      for (const place of byPath.get(record.path) ?? []) {
        if (place.rows.length < rows) place.rows.push(place.table.row(record, submission, context));
      }
    }
    seen += 1;
    if (seen >= submissions || isFilled()) break;
  }
  return shown.map(({ table, rows: first }) => {
    const { file, columns } = table;
    const { cells, lines } = table.show(first);
    return { ...placeOf(table), columns, rows: cells, lines, guarded: guardedIn(context.cells, file) };
  });
}

function previewLeftOut(
  reader: RowReader,
  options: ExportOptions,
  { leftOutFile }: ExportPlan,
  file: string | null,
  rows: number,
): PreviewTable | null {
  if (leftOutFile === null || leftOutFile.file !== file) return null;
  const first: unknown[] = [];
  for (const submission of reader.leftOut?.(filterOf(options)) ?? []) {
    if (first.length >= rows) break;
    first.push(leftOutFile.row(submission));
  }
  const { columns } = leftOutFile;
  const { cells, lines } = leftOutFile.show(first);
  return { file, columns, rows: cells, lines, guarded: NONE };
}

function previewAudit(audit: AuditFile): PreviewTable {
  const { cells, lines } = audit.shown;
  return { ...placeOf(audit), columns: audit.columns, rows: cells, lines, guarded: NONE };
}

function placeOf({ file, table }: Output): Pick<PreviewTable, 'file' | 'table'> {
  return table === undefined ? { file } : { file, table };
}

const NONE: GuardedCells = { count: 0, columns: [] };

function guardedIn(cells: CellNotes, file: string): GuardedCells {
  const here = cells.of('guarded').filter((noted) => noted.file === file);
  return {
    count: here.reduce((sum, { count }) => sum + count, 0),
    columns: here.map(({ column }) => column),
  };
}
