import { type Cell, isMissing, type Missing } from '../../analysis/cell.ts';
import type { FileBytes } from './file-bytes.ts';
import { isNumber, type NumberType, WHOLE, writeMissingDouble } from './numbers.ts';
import type { Release } from './release.ts';
import { withoutNul } from './texts.ts';
import type { Variable } from './variables.ts';

/**
 * Writes a cell of a variable into the row. Takes the number of the row, from 1. Returns false when the cell
 * could not be written exactly as it is.
 */
export type CellWriter = (bytes: FileBytes, cell: Cell, row: number) => boolean;

/**
 * Returns the function that writes the cells of a variable. Takes its number in the file, from 1, the
 * release, and whether the reasons for missing values have codes.
 */
export function cellWriter(
  variable: Variable,
  number: number,
  release: Release,
  hasCodes: boolean,
): CellWriter {
  const { type } = variable;
  if (type === 'text') return textWriter(variable);
  if (type === 'long text') return longTextWriter(number, release);
  return type === 'double' ? doubleWriter(variable, hasCodes) : wholeWriter(variable, type, hasCodes);
}

/** `.` is 0, `.a` is 1, `.b` is 2. */
function letterOf({ missing }: Missing, hasCodes: boolean): number {
  if (!hasCodes || missing === 'empty') return 0;
  return missing === 'notAsked' ? 1 : 2;
}

function wholeWriter(variable: Variable, type: Exclude<NumberType, 'double'>, hasCodes: boolean): CellWriter {
  const { width, least, greatest, missing } = WHOLE[type];
  return (bytes, cell) => {
    const at = bytes.room(width);
    if (typeof cell === 'number') {
      const value = variable.number(cell);
      const fits = Number.isInteger(value) && value >= least && value <= greatest;
      bytes.buffer.writeIntLE(fits ? value : missing, at, width);
      return fits;
    }
    const letter = isMissing(cell) ? letterOf(cell, hasCodes) : 0;
    bytes.buffer.writeIntLE(missing + letter, at, width);
    return isMissing(cell);
  };
}

function doubleWriter(variable: Variable, hasCodes: boolean): CellWriter {
  return (bytes, cell) => {
    const at = bytes.room(8);
    if (typeof cell === 'number') {
      const value = variable.number(cell);
      // False for NaN, too.
      if (isNumber(value)) bytes.buffer.writeDoubleLE(value, at);
      else writeMissingDouble(bytes.buffer, at, 0);
      return isNumber(value);
    }
    writeMissingDouble(bytes.buffer, at, isMissing(cell) ? letterOf(cell, hasCodes) : 0);
    return isMissing(cell);
  };
}

/** The bytes behind the text are 0 already. A text that fills the field has none. */
function textWriter({ width }: Variable): CellWriter {
  return (bytes, cell) => {
    const at = bytes.room(width);
    if (isMissing(cell)) return true;
    const text = String(cell);
    const kept = withoutNul(text);
    bytes.buffer.write(kept, at, width, 'utf8');
    return kept === text && text.isWellFormed();
  };
}

/** The row has the place of the text: the numbers of the variable and of the row. */
function longTextWriter(number: number, release: Release): CellWriter {
  const forVariable = release === 118 ? 2 : 3;
  return (bytes, cell, row) => {
    const at = bytes.room(8);
    if (isMissing(cell)) return true;
    const text = String(cell);
    if (withoutNul(text) !== '') {
      bytes.buffer.writeUIntLE(number, at, forVariable);
      // A file of ten million rows needs four of these bytes.
      bytes.buffer.writeUIntLE(row, at + forVariable, 5);
    }
    return !text.includes('\0') && text.isWellFormed();
  };
}

/** Writes a text that is kept apart. Takes the numbers of its variable and its row, from 1. */
export function writeLongText(bytes: FileBytes, number: number, cell: Cell, row: number): void {
  const text = isMissing(cell) ? '' : withoutNul(String(cell));
  if (text === '') return;
  const written = Buffer.from(text);
  bytes.text('GSO');
  bytes.u32(number);
  bytes.u64(row);
  bytes.u8(130);
  bytes.u32(written.length + 1);
  bytes.bytes(written);
  bytes.u8(0);
}
