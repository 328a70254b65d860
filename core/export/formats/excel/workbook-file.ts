import { problemData } from '../../../ground/problem.ts';
import { ZipFile } from '../../../ground/zip/zip-file.ts';
import type { WriteNotes } from '../../analysis/analysis-file.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import type { Treated } from '../../other-treatments.ts';
import { codebook } from './codebook.ts';
import { MOST_COLUMNS, MOST_ROWS } from './limits.ts';
import { longTexts } from './long-texts.ts';
import { type CellHooks, sheetXml } from './sheet-xml.ts';
import { type SheetLimits, type SheetTable, splitTable } from './sheets.ts';
import { sheetFile, workbookParts } from './workbook-parts.ts';

/**
 * Writes a workbook into an empty file: a sheet for each table, then a sheet of what is longer than a cell can be,
 * if there is any, and the codebook. Takes each table with the name of its sheet, the planned name of the file for
 * notes, and the reader of a de-identified export, for the codebook. A table that is too large for a sheet becomes
 * several. Throws the file system's errors.
 */
export async function writeWorkbook(
  path: string,
  tables: readonly { readonly name: string; readonly table: FinishedTable }[],
  notes: WriteNotes,
  file: string,
  treated: Treated = {},
  limits: SheetLimits = { rows: MOST_ROWS, columns: MOST_COLUMNS },
): Promise<void> {
  const long = longTexts(tables);
  const hooks: CellHooks = {
    onText: ({ name }) => notes.note('as-text', name),
    onCut: ({ name }) => notes.note('long-text', name),
  };
  const planned: readonly (readonly [SheetTable, CellHooks])[] = [
    ...tables.map(({ name, table }) => [sheetTable(name, table), hooks] as const),
    ...(long === null ? [] : [[long, {}] as const]),
    [codebook(tables, treated), {}],
  ];
  const taken = new Set<string>();
  const split = planned.map(([table, own]) => ({ table, own, groups: splitTable(table, limits, taken) }));
  const names = split.flatMap(({ groups }) => groups.flatMap(({ parts }) => parts.map(({ name }) => name)));
  for (const { table, groups } of split) {
    const count = groups.reduce((sum, { parts }) => sum + parts.length, 0);
    if (count > 1) notes.tell(problemData('export.table_in_sheets', { file, table: table.name, count }));
  }
  const zip = new ZipFile(path);
  try {
    // Programs look at the beginning of a file to see what it is.
    for (const [name, text] of workbookParts(names, tables[0]?.table.form.title ?? '')) {
      await zip.add(name, [Buffer.from(text)]);
    }
    let number = 0;
    for (const { own, groups } of split) {
      for (const { columns, parts, rows } of groups) {
        const left = rows()[Symbol.iterator]();
        for (const { count } of parts) {
          number += 1;
          await zip.add(sheetFile(number), sheetXml(columns, count, left, own));
        }
        left.return?.();
      }
    }
    zip.finish();
  } finally {
    zip.close();
  }
}

function sheetTable(name: string, { columns, count, rows }: FinishedTable): SheetTable {
  return {
    name,
    columns: columns.map((column) => ({ ...column, longest: column.facts.longest })),
    count,
    rows,
  };
}
