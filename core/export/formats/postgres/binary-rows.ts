import type { CellReceiver } from '../../analysis/cell-receiver.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { copyText, withoutZeros } from '../../copied-text.ts';
import { type ColumnType, typeOf } from './values.ts';

/** What the rows begin with: a mark that shows what a connection has changed, no flags, nothing more. */
export const BINARY_START = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** What they end with: a row of -1 columns. */
export const BINARY_END = Buffer.from([0xff, 0xff]);

/** The server counts days and time from 2000-01-01. */
const DAYS = 10_957;
const MILLISECONDS = 946_684_800_000;
const TWO_32 = 2 ** 32;

/** The longest field that is not a text: its length in four bytes, and eight bytes. */
const FIELD = 12;

/**
 * Rows as COPY reads them in its binary format (PostgreSQL, *COPY*, "Binary Format"): each field is its length and
 * its value, with the highest byte first, as the type's `recv` function in the server takes it.
 */
export class BinaryRows implements CellReceiver {
  readonly #types: readonly (ColumnType | null)[];
  readonly #width: number;
  readonly #changed: (place: number) => void;
  #bytes = Buffer.allocUnsafeSlow(0);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;

  /**
   * Takes the columns of the cells, null for each that is not sent. Calls `changed` with the place of a column for
   * each text that the server cannot hold as it is.
   */
  constructor(columns: readonly (AnalysisColumn | null)[], changed: (place: number) => void) {
    this.#types = columns.map((column) => (column === null ? null : typeOf(column)));
    this.#width = columns.filter((column) => column !== null).length;
    this.#changed = changed;
  }

  beginRow(): void {
    this.#make(2);
    this.#view.setInt16(this.#end, this.#width);
    this.#end += 2;
  }

  missing(place: number): void {
    if (this.#types[place] === null) return;
    this.#make(4);
    this.#view.setInt32(this.#end, -1);
    this.#end += 4;
  }

  number(place: number, number: number): void {
    const type = this.#types[place] ?? null;
    if (type === null) return;
    if (type === 'text') {
      const text = Buffer.from(String(number));
      this.text(place, text, 0, text.length);
      return;
    }
    this.#make(FIELD);
    this.#field(this.#putNumber(type, this.#end + 4, number));
  }

  text(place: number, bytes: Buffer, from: number, to: number): void {
    const type = this.#types[place] ?? null;
    if (type === null) return;
    if (type !== 'text') throw new Error(`a text in a column of ${type}`);
    this.#make(4 + to - from);
    if (copyText(this.#bytes, this.#end + 4, bytes, from, to)) {
      this.#field(to - from);
      return;
    }
    // No text of PostgreSQL can have U+0000.
    this.#changed(place);
    const changed = withoutZeros(bytes, from, to);
    this.text(place, changed, 0, changed.length);
  }

  /** Returns the bytes since the last call. They are the caller's. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#end);
    this.#bytes = Buffer.allocUnsafeSlow(Math.ceil(1.25 * taken.length));
    this.#view = new DataView(this.#bytes.buffer);
    this.#end = 0;
    return taken;
  }

  /** Writes the length of a field whose value is there. */
  #field(length: number): void {
    this.#view.setInt32(this.#end, length);
    this.#end += 4 + length;
  }

  /** Puts the value of a number, and returns how many bytes it takes. */
  #putNumber(type: Exclude<ColumnType, 'text'>, at: number, number: number): number {
    const view = this.#view;
    switch (type) {
      case 'bigint':
        view.setInt32(at, Math.floor(number / TWO_32));
        view.setInt32(at + 4, number);
        return 8;
      case 'double precision':
        view.setFloat64(at, number);
        return 8;
      case 'smallint':
        view.setInt16(at, number);
        return 2;
      case 'boolean':
        view.setInt8(at, number === 1 ? 1 : 0);
        return 1;
      case 'date':
        view.setInt32(at, Math.floor(number) - DAYS);
        return 4;
      case 'time without time zone':
        return this.#putMicroseconds(at, Math.floor(number));
      case 'timestamp without time zone':
        return this.#putMicroseconds(at, Math.floor(number) - MILLISECONDS);
    }
  }

  /** The server has whole microseconds in 64 bits, of which a double holds 53. */
  #putMicroseconds(at: number, milliseconds: number): number {
    this.#view.setBigInt64(at, BigInt(milliseconds) * 1000n);
    return 8;
  }

  #make(room: number): void {
    const needed = this.#end + room;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * needed, 64 * 1024));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
