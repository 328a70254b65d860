import type { RowReader } from '../../../model/rows.ts';
import { ExportContext } from '../../media-cells.ts';
import type { ExportOptions } from '../../options.ts';
import { ownColumns } from '../../own-columns.ts';
import type { AnalysisTable } from '../analysis-table.ts';
import { analysisTables } from '../analysis-tables.ts';
import { type Cell, isMissing } from '../cell.ts';
import type { AnalysisColumn, ColumnKind } from '../column.ts';
import type { Target } from '../target.ts';

/** A cell as another program shows it: dates and times in ISO 8601 with milliseconds; null without a value. */
export type Shown = string | number | boolean | null;

/** What a file must have of one table. */
export interface ExpectedTable {
  readonly table: AnalysisTable;
  readonly columns: readonly AnalysisColumn[];
  readonly rows: readonly (readonly Shown[])[];
  /** The answers of each row exactly as they were written, by path. */
  readonly answers: readonly Readonly<Record<string, string>>[];
}

/** Returns what the file of a format must have. Takes the reader, the options and the format's target. */
export function expectedTables(
  reader: RowReader,
  options: ExportOptions,
  target: Target,
): readonly ExpectedTable[] {
  const own = ownColumns(reader, options);
  const context = new ExportContext({ media: null, audit: null });
  return analysisTables(reader, options, own, target).tables.map((table) => {
    const made = [...reader.submissions({})].flatMap((submission) =>
      submission.records
        .filter(({ path }) => path === table.path)
        .map((record) => ({ cells: table.cells(record, submission, context, ''), answers: record.values })),
    );
    const kept = [...table.columns.entries()].filter(
      ([place, column]) =>
        !column.isOnlyWhenUsed || made.some(({ cells }) => !isMissing(cells[place] as Cell)),
    );
    return {
      table,
      columns: kept.map(([, column]) => column),
      rows: made.map(({ cells }) => kept.map(([place, { kind }]) => shown(kind, cells[place] as Cell))),
      answers: made.map(({ answers }) => answers),
    };
  });
}

function shown(kind: ColumnKind, cell: Cell): Shown {
  if (isMissing(cell)) return null;
  if (typeof cell === 'string') return cell;
  switch (kind) {
    case 'flag':
      return cell === 1;
    case 'date':
      return new Date(cell * 86_400_000).toISOString().slice(0, 10);
    case 'time':
      return new Date(cell).toISOString().slice(11, 23);
    case 'dateTime':
      return new Date(cell).toISOString().slice(0, 23);
    default:
      return cell;
  }
}

/**
 * Returns the answers that a table does not have: neither as a value that means what was written, nor as it was
 * written in the column beside it. Takes the rows as another program reads them.
 */
export function lostAnswers(
  { columns, answers }: ExpectedTable,
  rows: readonly (readonly Shown[])[],
): readonly string[] {
  const lost: string[] = [];
  for (const [i, values] of answers.entries()) {
    for (const [path, written] of Object.entries(values)) {
      if (written.trim() === '') continue;
      const cells = columns.flatMap(({ question, ...column }, at) =>
        question?.path === path ? [{ ...column, type: question.type, cell: rows[i]?.[at] ?? null }] : [],
      );
      if (!cells.some(({ cell, kind, type, role }) => says(cell, kind, type, role, written))) {
        lost.push(`${path} of row ${i + 1}`);
      }
    }
  }
  return lost;
}

function says(
  cell: Shown,
  kind: ColumnKind,
  type: string,
  role: AnalysisColumn['role'],
  written: string,
): boolean {
  const text = written.trim();
  if (cell === null) return false;
  if (cell === written || cell === text) return true;
  // A file that was copied is named with its folder.
  if (type === 'binary') return typeof cell === 'string' && cell.endsWith(text);
  if (role === 'part') return text.split(/\s+/).some((part) => Number(part) === cell);
  switch (kind) {
    case 'whole':
    case 'number':
      return Number(text) === Number(cell);
    case 'flag':
      return cell === (text === 'true' || text === '1');
    case 'time':
    case 'dateTime':
      // Up to the seconds; without the offset.
      return text.startsWith(String(cell).slice(0, kind === 'time' ? 8 : 19));
    default:
      return false;
  }
}
