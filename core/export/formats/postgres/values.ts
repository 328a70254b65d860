import { type Cell, isMissing } from '../../analysis/cell.ts';
import { cellText } from '../../analysis/cell-text.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';

/** The type of a column. Columns of choices are numbers, so that they can be added. */
export function typeOf({ kind, role }: Pick<AnalysisColumn, 'kind' | 'role'>): string {
  switch (kind) {
    case 'whole':
      return 'bigint';
    case 'number':
      return 'double precision';
    case 'flag':
      return role === 'choice' ? 'smallint' : 'boolean';
    case 'date':
      return 'date';
    case 'time':
      return 'time without time zone';
    case 'dateTime':
      return 'timestamp without time zone';
    default:
      return 'text';
  }
}

const NULL = '\\N';
/** What COPY reads as something else, and what no text of PostgreSQL can have. */
const SPECIAL = /[\\\n\r\t\b\f\v\0\ud800-\udfff]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\0': '\uFFFD',
};

/**
 * Returns the function that makes the text of a cell for COPY. Calls `changed` for a text that PostgreSQL
 * cannot hold as it is.
 */
export function copyText(column: AnalysisColumn, changed: () => void): (cell: Cell | undefined) => string {
  const isFlag = column.kind === 'flag' && column.role !== 'choice';
  const isNumber = column.kind === 'whole' || column.kind === 'number' || column.kind === 'flag';
  return (cell) => {
    if (cell === undefined || isMissing(cell)) return NULL;
    if (typeof cell === 'string') return SPECIAL.test(cell) ? escaped(cell, changed) : cell;
    if (isFlag) return cell === 1 ? 't' : 'f';
    return isNumber ? String(cell) : cellText(column, cell);
  };
}

function escaped(text: string, changed: () => void): string {
  if (text.includes('\0') || !text.isWellFormed()) changed();
  return text.toWellFormed().replace(/[\\\n\r\t\b\f\v\0]/g, (character) => ESCAPES[character] ?? character);
}

/** The most bytes that a value takes in its row. */
export function width(kind: AnalysisColumn['kind'], cell: Cell): number {
  if (isMissing(cell)) return 0;
  if (typeof cell === 'string') return textWidth(Buffer.byteLength(cell));
  return kind === 'flag' ? 4 : 16;
}

/** Long texts lie elsewhere, and the row has a pointer to them. Takes the length in bytes. */
export function textWidth(bytes: number): number {
  return Math.min(bytes + 4, 24);
}
