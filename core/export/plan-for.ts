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
 * The plan of an export and what is to be said of it. Rows that are added to a file get the columns that it has: of
 * those that come by themselves, none is added to a file that was begun without it, and none is left out that it has.
 * Takes the folder that is written to; reads the first line of the main file only.
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

/** All other choices of these columns but for what the options say, the least different ones first. */
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
