import { Problem } from '../../ground/problem.ts';
import { guardFormula } from '../csv/formula-guard.ts';
import type { Correction } from './correction.ts';

/** A row of a file, with its line there. */
export interface FileRow {
  readonly line: number;
  readonly cells: readonly string[];
}

const NEEDED = ['key', 'variable', 'old', 'new'] as const;
type Needed = (typeof NEEDED)[number];

const MOST = 200_000;

/**
 * Reads corrections from the rows of a file. The first row names the columns; `who`, `why` and others are for
 * people. Throws `export.corrections_unreadable`.
 */
export function correctionsOf(rows: readonly FileRow[], file: string): Correction[] {
  const [header, ...lines] = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (header === undefined) throw new Problem('export.corrections_unreadable', { file, why: 'empty' });
  if (lines.length > MOST) throw new Problem('export.corrections_unreadable', { file, why: 'large' });
  const names = header.cells.map((name) => name.trim().toLowerCase());
  const lacking = NEEDED.filter((name) => names.filter((one) => one === name).length !== 1);
  if (lacking.length > 0) {
    const params = { file, why: 'columns', columns: lacking.join(', ') } as const;
    throw new Problem('export.corrections_unreadable', params);
  }
  const places = new Map<Needed, number>(NEEDED.map((name) => [name, names.indexOf(name)]));
  return lines.map(({ line, cells }) => {
    const cell = (name: Needed): string => cells[places.get(name) ?? -1] ?? '';
    return {
      line,
      key: unguarded(cell('key').trim()),
      variable: unguarded(cell('variable').trim()),
      old: cell('old'),
      new: cell('new'),
    };
  });
}

/** Takes away the apostrophe that an export has put before a cell. */
export function unguarded(cell: string): string {
  const bare = cell.startsWith("'") ? cell.slice(1) : cell;
  return bare !== cell && guardFormula(bare) === cell ? bare : cell;
}
