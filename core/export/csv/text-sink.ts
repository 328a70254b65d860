import type { Sink } from '../sink.ts';
import { StagedFile } from '../staged-file.ts';

/** Encoding many rows together is faster than one at a time. */
const MOST_ROWS = 200;
const MOST_CHARACTERS = 64 * 1024;
/** How many characters are collected before they are written. */
const CHUNK = 64 * 1024;
const LINE_FEED = 0x0a;

/** How rows become text. */
export interface TextRows<Row extends string | readonly string[]> {
  /** The first line, with byte order mark and line end. */
  readonly header: string;
  /** The character between cells. */
  readonly separator: string;
  /** Returns rows as they are in the file, each with its line end. */
  encode(rows: readonly Row[]): string;
}

/** A text file of rows. Rows are encoded and written in pieces. */
export class TextSink<Row extends string | readonly string[]> implements Sink<Row> {
  readonly #file: StagedFile;
  readonly #text: TextRows<Row>;
  #rows: Row[] = [];
  #characters = 0;
  #pieces: string[] = [];
  #length = 0;

  /** Starts with the header or, to append, with the content of the existing file. Takes the absolute path. */
  constructor(path: string, text: TextRows<Row>, isAppended: boolean) {
    this.#text = text;
    this.#file = new StagedFile(path, isAppended);
    if (!isAppended) this.#put(text.header);
    else if (this.#file.lastByte() !== LINE_FEED) this.#put('\n');
  }

  /** Where the file is before `commit`. */
  get temporary(): string {
    return this.#file.temporary;
  }

  add(row: Row): void {
    this.#rows.push(row);
    this.#characters += lengthOf(row);
    if (this.#rows.length >= MOST_ROWS || this.#characters >= MOST_CHARACTERS) this.#encode();
  }

  finish(): void {
    this.#encode();
    this.#write();
    this.#file.finish();
  }

  commit(): void {
    this.#file.commit();
  }

  discard(): void {
    this.#file.discard();
  }

  #encode(): void {
    if (this.#rows.length === 0) return;
    this.#put(this.#text.encode(this.#rows));
    this.#rows = [];
    this.#characters = 0;
  }

  #put(piece: string): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length >= CHUNK) this.#write();
  }

  #write(): void {
    this.#file.write(Buffer.from(this.#pieces.join('')));
    this.#pieces = [];
    this.#length = 0;
  }
}

function lengthOf(row: string | readonly string[]): number {
  if (typeof row === 'string') return row.length;
  let length = 0;
  for (const cell of row) length += cell.length;
  return length;
}
