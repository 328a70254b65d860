import { SCAN_CELLS, type ScanCell, type ScanRow } from '../store/browse/scan.ts';
import { factText } from './cells.ts';
import { type DataColumn, type FormColumns, isFact } from './form-columns.ts';

/** The cells that a view's filters and sorts need. Each cell is read only once. */
export class NeededCells {
  readonly cells: ScanCell[] = [];

  /** Returns the position that the cell has in a scanned row. */
  place(cell: ScanCell): number {
    const key = JSON.stringify(cell);
    const found = this.cells.findIndex((one) => JSON.stringify(one) === key);
    return SCAN_CELLS + (found < 0 ? this.cells.push(cell) - 1 : found);
  }

  /**
   * Returns a function that reads the column of a row, trimmed. It gives null for a question that was not
   * asked.
   */
  reader(form: FormColumns, { id }: DataColumn): (row: ScanRow) => string | null {
    if (isFact(id)) {
      const place = this.place({ kind: 'fact', id });
      return (row) => factText(form, id, textAt(row, place) ?? '').trim();
    }
    const at = this.place({ kind: 'answer', path: id });
    return (row) => textAt(row, at)?.trim() ?? null;
  }
}

/** Returns the text of a cell; null when the row has no such answer. */
export function textAt(row: ScanRow, at: number): string | null {
  const cell = row[at];
  return typeof cell === 'string' ? cell : null;
}
