import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { type Cell, EMPTY } from '../../analysis/cell.ts';
import { isTooLong, partsOf } from './cell-xml.ts';
import { LONGEST_TEXT } from './limits.ts';
import { LONG_TEXTS } from './sheet-names.ts';
import { sheetColumn } from './sheet-xml.ts';
import type { SheetTable } from './sheets.ts';

type NamedTable = { readonly name: string; readonly table: FinishedTable };

/**
 * Returns the sheet with the whole of each text that is longer than a cell can be, in parts; null when there is
 * none. Takes the tables with the names of their sheets. It reads them again, so that the texts need no memory.
 */
export function longTexts(tables: readonly NamedTable[]): SheetTable | null {
  let count = 0;
  for (const _ of partsIn(tables)) count += 1;
  if (count === 0) return null;
  return {
    name: LONG_TEXTS,
    columns: [
      sheetColumn('sheet'),
      sheetColumn('key'),
      sheetColumn('column'),
      sheetColumn('part', 'whole'),
      sheetColumn('text', 'text', LONGEST_TEXT),
    ],
    count,
    rows: () => partsIn(tables),
  };
}

function* partsIn(tables: readonly NamedTable[]): Generator<readonly Cell[]> {
  for (const { name: sheet, table } of tables) {
    // A text never has more characters than bytes.
    const wanted = [...table.columns.entries()].filter(([, { facts }]) => facts.longest > LONGEST_TEXT);
    if (wanted.length === 0) continue;
    const key = table.columns.findIndex(({ name }) => name === table.key);
    for (const row of table.rows()) {
      for (const [place, { name }] of wanted) {
        const cell = row[place];
        if (typeof cell !== 'string' || !isTooLong(cell)) continue;
        let part = 0;
        for (const text of partsOf(cell)) {
          part += 1;
          yield [sheet, row[key] ?? EMPTY, name, part, text];
        }
      }
    }
  }
}
