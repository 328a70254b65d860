import { setImmediate } from 'node:timers/promises';
import type { SheetLocation } from '../model/sheet-node.ts';
import { SCAN_CELLS, type ScanCell } from '../store/browse/scan.ts';
import { chosenIn, factText, worded } from './cells.ts';
import { isFact } from './form-columns.ts';
import { knownColumn } from './known-column.ts';
import type { Reading } from './reading.ts';
import { locationOf } from './sheet.ts';

/** How many submissions are read between two pauses for other work. */
const PIECE = 4000;
const MOST_VALUES = 500;
const MOST_POINTS = 2000;

/** Returns the values of a column with their labels, the most frequent first. */
export async function columnValues(
  reading: Reading,
  formId: string,
  path: string,
  column: string,
  language: string,
) {
  const form = reading.form(formId);
  const found = knownColumn(form, path, column);
  const counts = new Map<string, { version: string | null; count: number }>();
  const { scan } = reading.browse;
  for (const rows of scan.rows(formId, path, [scanCell(column)], scan.ranges(formId, PIECE))) {
    for (const row of rows) {
      const cell = row[SCAN_CELLS];
      const text = typeof cell === 'string' ? cell.trim() : '';
      const value = isFact(column) ? factText(form, column, text) : text;
      if (value === '') continue;
      const values = found.type === 'select-multiple' ? chosenIn(form, found.id, row[2], value) : [value];
      for (const one of values) {
        const before = counts.get(one);
        if (before === undefined) counts.set(one, { version: row[2], count: 1 });
        else before.count += 1;
      }
    }
    await setImmediate();
  }
  return [...counts]
    .sort(([, one], [, other]) => other.count - one.count)
    .slice(0, MOST_VALUES)
    .map(([value, { version, count }]) => ({
      value,
      label: worded(form, found, version, value, { show: 'labels', language }),
      count,
    }));
}

/** Returns the places of a column's answers for the map. When there are too many, returns the first ones. */
export async function columnPoints(
  reading: Reading,
  formId: string,
  path: string,
): Promise<Pick<SheetLocation, 'latitude' | 'longitude'>[]> {
  const form = reading.form(formId);
  const table = [...form.tables.keys()].find((one) => form.column(one, path) !== null);
  if (table === undefined || isFact(path)) return [];
  const points: Pick<SheetLocation, 'latitude' | 'longitude'>[] = [];
  const { scan } = reading.browse;
  for (const rows of scan.rows(formId, table, [scanCell(path)], scan.ranges(formId, PIECE))) {
    for (const row of rows) {
      const cell = row[SCAN_CELLS];
      const at = typeof cell === 'string' ? locationOf(cell) : null;
      if (at !== null) points.push({ latitude: at.latitude, longitude: at.longitude });
      if (points.length >= MOST_POINTS) return points;
    }
    await setImmediate();
  }
  return points;
}

function scanCell(id: string): ScanCell {
  return isFact(id) ? { kind: 'fact', id } : { kind: 'answer', path: id };
}
