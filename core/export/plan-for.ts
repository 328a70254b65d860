import { join } from 'node:path';
import { type ProblemData, problemData } from '../ground/problem.ts';
import type { RowReader } from '../model/rows.ts';
import { listed } from './cell-notes.ts';
import type { OwnColumns } from './formats/description.ts';
import { descriptionOf } from './formats/descriptions.ts';
import { addsRows, type ExportOptions } from './options.ts';
import { ownColumns } from './own-columns.ts';
import { planExport } from './plan-export.ts';
import type { ExportPlan, Table } from './table.ts';

/**
 * Returns the plan of an export and notes about it. When rows are added to a file, the plan has exactly the
 * automatic columns that the file has. Takes the folder of the export. Reads only the first line of the main
 * file.
 */
export function planFor(
  reader: RowReader,
  options: ExportOptions,
  folder: string,
): { readonly plan: ExportPlan; readonly notes: readonly ProblemData[] } {
  const own = ownColumns(reader, options);
  const plan = planExport(reader, options, own);
  const wanted = mainOf(plan);
  if (wanted === null || !addsRows(options) || !hasOtherHeader(folder, wanted)) return { plan, notes: [] };
  for (const others of othersThan(own, options)) {
    const kept = planExport(reader, options, others);
    const main = mainOf(kept);
    if (main === null || hasOtherHeader(folder, main)) continue;
    const lacking = wanted.columns.filter((column) => !main.columns.includes(column));
    if (lacking.length === 0) return { plan: kept, notes: [] };
    const params = { file: main.file, count: lacking.length, columns: listed(lacking) };
    return { plan: kept, notes: [problemData('export.columns_lacking', params)] };
  }
  return { plan, notes: [] };
}

function mainOf({ tables }: ExportPlan): Table | null {
  return tables.find(({ path }) => path === '') ?? null;
}

function hasOtherHeader(folder: string, table: Table): boolean {
  return table.existing(join(folder, table.file)) === 'other header';
}

/**
 * Returns all other choices of automatic columns, first those with the fewest differences. Keeps what the
 * options ask for.
 */
function othersThan(own: OwnColumns, { sourceColumn, format }: ExportOptions): OwnColumns[] {
  const free = descriptionOf(format).ownColumns.filter(
    (name) => name !== 'hasSources' || sourceColumn === undefined,
  );
  const other = (names: readonly (keyof OwnColumns)[]): OwnColumns => ({
    ...own,
    ...Object.fromEntries(names.map((name) => [name, !own[name]])),
  });
  return [...free.map((name) => other([name])), other(free)];
}
