import { varintLength, writeVarint } from '../../../ground/sqlite-varint.ts';
import type { TableFiller } from '../../../model/other-database.ts';
import type { CellReceiver } from '../../analysis/cell-receiver.ts';
import { copyText, withoutZeros } from '../../copied-text.ts';
import type { Layer } from '../../geo/layers.ts';
import { GrowingBytes } from '../../growing-bytes.ts';
import { type Envelope, geometryBlob } from './geometry-blob.ts';

/** One table of the file: which cells of a row it has, and the location before them. */
export interface RecordPart {
  /** The number of its layer; null for a table without a location. */
  readonly layer: number | null;
  /** The places of its cells. */
  readonly places: readonly number[];
}

/** How the numbers of a column are written. */
export interface NumberColumn {
  /** Shows a number as UTF-8; null for a column of numbers. */
  readonly shown: ((cell: number) => Buffer) | null;
  /** True when its type in the file is of numbers with fractions. */
  readonly isFraction: boolean;
}

/** Cells that are beside each other in the row and in the part: from the first to before the last. */
type Run = readonly [from: number, to: number];

/** The types of values in a record. */
const NULL = 0;
const SIX_BYTES = 5;
const EIGHT_BYTES = 6;
const DOUBLE = 7;
const ZERO = 8;
const ONE = 9;
const BLOB = 12;
const TEXT = 13;

/** The longest value that is not a text. */
const NUMBER = 8;

/**
 * Makes the records of rows (SQLite, *Database File Format*, section 2.1) from their cells, one for each part, and hands
 * them on. A record is the types of its values, and then the values. The first value is the number of the row, which a
 * record leaves empty.
 */
export class LayerRecords implements CellReceiver {
  readonly #parts: readonly { readonly layer: number | null; readonly runs: readonly Run[] }[];
  readonly #layers: readonly Layer[];
  /** The layer of each place. */
  readonly #layerAt: ReadonlyMap<number, number>;
  readonly #columns: readonly NumberColumn[];
  readonly #filler: TableFiller;
  readonly #located: (layer: number, row: number, box: Envelope) => void;
  readonly #types = new GrowingBytes();
  readonly #values = new GrowingBytes();
  /** Where the type and the value of each cell of the row begin, and after the last where they end. */
  readonly #typeAt: Int32Array;
  readonly #valueAt: Int32Array;
  readonly #geometries: (Buffer | null)[];
  readonly #record = new GrowingBytes();
  #row = 0;

  /**
   * Takes the layers, the parts, and how the numbers of each place are written. Calls `located` with where a row is in a
   * layer.
   */
  constructor(
    layers: readonly Layer[],
    parts: readonly RecordPart[],
    columns: readonly NumberColumn[],
    filler: TableFiller,
    located: (layer: number, row: number, box: Envelope) => void,
  ) {
    this.#layers = layers;
    this.#layerAt = new Map(layers.map(({ place }, i) => [place, i]));
    this.#parts = parts.map(({ layer, places }) => ({ layer, runs: runsOf(places) }));
    this.#columns = columns;
    this.#filler = filler;
    this.#located = located;
    this.#typeAt = new Int32Array(columns.length + 1);
    this.#valueAt = new Int32Array(columns.length + 1);
    this.#geometries = layers.map(() => null);
  }

  beginRow(): void {
    this.finish();
    this.#row += 1;
  }

  missing(place: number): void {
    this.#begin(place);
    this.#types.byte(NULL);
  }

  number(place: number, number: number): void {
    const { shown = null, isFraction = false } = this.#columns[place] ?? {};
    if (shown !== null) {
      const text = shown(number);
      this.text(place, text, 0, text.length);
      return;
    }
    this.#begin(place);
    this.#putNumber(number, isFraction);
  }

  text(place: number, bytes: Buffer, from: number, to: number): void {
    const layer = this.#layerAt.get(place);
    if (layer !== undefined) this.#locate(layer, bytes.toString('utf8', from, to));
    this.#begin(place);
    if (!this.#putText(bytes, from, to)) {
      // Many readers end a text at U+0000.
      const changed = withoutZeros(bytes, from, to);
      this.#putText(changed, 0, changed.length);
    }
  }

  /** Hands on the last row. */
  finish(): void {
    if (this.#row === 0) return;
    this.#begin(this.#columns.length);
    for (const [table, part] of this.#parts.entries()) {
      this.#filler.add(table, this.#row, this.#recordOf(part.layer, part.runs));
    }
    this.#types.clear();
    this.#values.clear();
    this.#geometries.fill(null);
  }

  #begin(place: number): void {
    this.#typeAt[place] = this.#types.length;
    this.#valueAt[place] = this.#values.length;
  }

  #locate(layer: number, text: string): void {
    const shape = this.#layers[layer]?.read(text) ?? null;
    if (shape === null) return;
    const { bytes, envelope } = geometryBlob(shape);
    this.#geometries[layer] = bytes;
    this.#located(layer, this.#row, envelope);
  }

  #recordOf(layer: number | null, runs: readonly Run[]): Buffer {
    const geometry = layer === null ? null : (this.#geometries[layer] ?? null);
    const kind = geometry === null ? NULL : BLOB + 2 * geometry.length;
    const own = 1 + (layer === null ? 0 : varintLength(kind));
    let header = own;
    let size = geometry?.length ?? 0;
    for (const [from, to] of runs) {
      header += this.#length(this.#typeAt, from, to);
      size += this.#length(this.#valueAt, from, to);
    }
    // The header's own length counts in it.
    let headerSize = header + 1;
    while (headerSize !== header + varintLength(headerSize)) headerSize = header + varintLength(headerSize);
    const record = this.#record;
    record.clear();
    record.reserve(headerSize + size);
    let at = writeVarint(record.buffer, 0, headerSize);
    record.buffer[at++] = NULL;
    if (layer !== null) at = writeVarint(record.buffer, at, kind);
    for (const [from, to] of runs)
      at += this.#types.buffer.copy(record.buffer, at, this.#typeAt[from], this.#typeAt[to]);
    if (geometry !== null) {
      record.buffer.set(geometry, at);
      at += geometry.length;
    }
    for (const [from, to] of runs)
      at += this.#values.buffer.copy(record.buffer, at, this.#valueAt[from], this.#valueAt[to]);
    return record.bytes(0, at);
  }

  #length(at: Int32Array, from: number, to: number): number {
    return (at[to] ?? 0) - (at[from] ?? 0);
  }

  /** Whole numbers are as short as they can be: so SQLite has them in columns of every kind of number. */
  #putNumber(number: number, isFraction: boolean): void {
    const size = bytesOf(number);
    const values = this.#values;
    values.reserve(NUMBER);
    const { buffer, length } = values;
    if (size === 0) this.#types.byte(number === 1 ? ONE : ZERO);
    else if (size <= 6) {
      this.#types.byte(size === 6 ? SIX_BYTES : size);
      values.length = buffer.writeIntBE(number, length, size);
    } else if (isFraction || !Number.isSafeInteger(number)) {
      this.#types.byte(DOUBLE);
      values.length = buffer.writeDoubleBE(number, length);
    } else {
      this.#types.byte(EIGHT_BYTES);
      values.length = buffer.writeBigInt64BE(BigInt(number), length);
    }
  }

  /** Returns false when there is U+0000, and then puts nothing. */
  #putText(bytes: Buffer, from: number, to: number): boolean {
    const values = this.#values;
    const length = to - from;
    values.reserve(length);
    if (!copyText(values.buffer, values.length, bytes, from, to)) return false;
    values.length += length;
    const type = TEXT + 2 * length;
    this.#types.reserve(NUMBER);
    this.#types.length = writeVarint(this.#types.buffer, this.#types.length, type);
    return true;
  }
}

/** How many bytes a whole number takes in a record: 0 to 4, 6, or 8 for all other numbers. */
function bytesOf(number: number): number {
  if (!Number.isInteger(number)) return 8;
  if (number === 0 || number === 1) return 0;
  const size = number < 0 ? -number - 1 : number;
  if (size < 0x80) return 1;
  if (size < 0x8000) return 2;
  if (size < 0x80_0000) return 3;
  if (size < 0x8000_0000) return 4;
  return size < 0x8000_0000_0000 ? 6 : 8;
}

function runsOf(places: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place) runs[runs.length - 1] = [last[0], place + 1];
    else runs.push([place, place + 1]);
  }
  return runs;
}
