import { type Cell, EMPTY, type Missing, NOT_ASKED, NOT_IN_VERSION } from './cell.ts';
import type { CellReceiver } from './cell-receiver.ts';
import type { FactsOfColumns } from './column-facts.ts';

/**
 * Rows as bytes, for a spool. A cell is a byte that says what it is, and the value: a number of 4 or 8 bytes,
 * or the length of a text in 4 bytes and its UTF-8. A block holds whole rows.
 */
const MISSING: readonly Missing[] = [EMPTY, NOT_ASKED, NOT_IN_VERSION];
const SMALL = 3;
const DOUBLE = 4;
const UTF8 = 5;
const ASCII = 6;

/** Bytes of a block, unless one row needs more. */
const BLOCK = 256 * 1024;
/** The longest cell that is not a text. */
const NUMBER = 9;

/** Collects rows and hands them on in blocks. */
export class RowBlock {
  #bytes = Buffer.allocUnsafe(BLOCK);
  #end = 0;
  /** Where the row that is being written began. */
  #start = 0;
  readonly #full: (block: Uint8Array) => void;

  /** Takes what becomes of a full block. Its bytes are used again after the call. */
  constructor(full: (block: Uint8Array) => void) {
    this.#full = full;
  }

  /** Adds a row, and counts its cells. */
  add(cells: readonly Cell[], facts: FactsOfColumns): void {
    this.#start = this.#end;
    for (let column = 0; column < facts.columns; column += 1) {
      const cell = cells[column] ?? EMPTY;
      if (typeof cell === 'string') facts.addText(column, this.#addText(cell));
      else if (typeof cell === 'number') {
        this.#addNumber(cell);
        facts.addNumber(column, cell);
      } else {
        this.#make(1);
        this.#bytes[this.#end++] = MISSING.indexOf(cell);
        facts.addMissing(column, cell);
      }
    }
  }

  /** Hands on the rows that are left. */
  end(): void {
    if (this.#end > 0) this.#full(this.#bytes.subarray(0, this.#end));
    this.#end = 0;
  }

  #addNumber(number: number): void {
    this.#make(NUMBER);
    const isSmall = number === (number | 0) && !Object.is(number, -0);
    this.#bytes[this.#end] = isSmall ? SMALL : DOUBLE;
    this.#end = isSmall
      ? this.#bytes.writeInt32LE(number, this.#end + 1)
      : this.#bytes.writeDoubleLE(number, this.#end + 1);
  }

  #addText(text: string): number {
    this.#make(5 + 3 * text.length);
    const length = this.#bytes.write(text, this.#end + 5, 'utf8');
    this.#bytes[this.#end] = length === text.length ? ASCII : UTF8;
    this.#end = this.#bytes.writeUInt32LE(length, this.#end + 1) + length;
    return length;
  }

  /** Makes room for so many bytes. The whole rows before this one leave when the block is full. */
  #make(room: number): void {
    if (this.#end + room <= this.#bytes.length) return;
    if (this.#start > 0) this.#full(this.#bytes.subarray(0, this.#start));
    const begun = this.#bytes.subarray(this.#start, this.#end);
    const needed = begun.length + room;
    const target = needed <= this.#bytes.length ? this.#bytes : Buffer.allocUnsafe(2 * needed);
    target.set(begun);
    this.#bytes = target;
    this.#end = begun.length;
    this.#start = 0;
  }
}

/**
 * Hands on the cells of a block, row by row and in the order of the columns. Takes how many columns it has, and which
 * of them are wanted, in rising order.
 */
export function passRows(
  block: Buffer,
  columns: number,
  wanted: readonly number[],
  receiver: CellReceiver,
): void {
  const places = new Int32Array(columns).fill(-1);
  for (const [place, column] of wanted.entries()) places[column] = place;
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  let at = 0;
  while (at < block.length) {
    receiver.beginRow();
    for (let column = 0; column < columns; column += 1) {
      const kind = block[at] ?? 0;
      const place = places[column] ?? -1;
      at += 1;
      if (kind < SMALL) {
        if (place >= 0) receiver.missing(place);
      } else if (kind < UTF8) {
        if (place >= 0) {
          receiver.number(place, kind === SMALL ? view.getInt32(at, true) : view.getFloat64(at, true));
        }
        at += kind === SMALL ? 4 : 8;
      } else {
        const start = at + 4;
        at = start + view.getUint32(at, true);
        if (place >= 0) receiver.text(place, block, start, at);
      }
    }
  }
}

/**
 * Gives the rows of a block. Takes how many columns it has, and which of them are wanted, in rising order.
 */
export function* readRows(
  block: Buffer,
  columns: number,
  wanted: readonly number[],
): Generator<readonly Cell[]> {
  const isWanted = new Uint8Array(columns);
  for (const column of wanted) isWanted[column] = 1;
  let at = 0;
  while (at < block.length) {
    const row: Cell[] = [];
    for (let column = 0; column < columns; column += 1) {
      const kind = block[at] ?? 0;
      at += 1;
      const length = kind === SMALL ? 4 : kind === DOUBLE ? 8 : kind < SMALL ? 0 : block.readUInt32LE(at);
      if (kind >= UTF8) at += 4;
      if (isWanted[column] === 1) row.push(cellAt(block, at, kind, length));
      at += length;
    }
    yield row;
  }
}

function cellAt(block: Buffer, at: number, kind: number, length: number): Cell {
  switch (kind) {
    case SMALL:
      return block.readInt32LE(at);
    case DOUBLE:
      return block.readDoubleLE(at);
    case UTF8:
      return block.toString('utf8', at, at + length);
    case ASCII:
      return block.toString('latin1', at, at + length);
    default:
      return MISSING[kind] ?? EMPTY;
  }
}
