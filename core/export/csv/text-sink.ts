import type { Sink } from '../sink.ts';
import { StagedFile } from '../staged-file.ts';

/** How many bytes are collected before they are written. */
const CHUNK = 64 * 1024;
/** A character of a JavaScript text takes at most so many bytes. */
const WIDEST = 3;
const LINE_FEED = 0x0a;

/** How rows become text. */
export interface TextRows<Row extends string | readonly string[]> {
  /** The first line, with byte order mark and line end. */
  readonly header: string;
  /** The character between cells. */
  readonly separator: string;
  /** Returns a row as it is in the file, with its line end. */
  encode(row: Row): string;
}

/**
 * A text file of rows. Rows are written in pieces. Each row becomes bytes at once, so that its cells do not live until
 * the piece is written.
 */
export class TextSink<Row extends string | readonly string[]> implements Sink<Row> {
  readonly #file: StagedFile;
  readonly #rows: TextRows<Row>;
  readonly #bytes = Buffer.allocUnsafe(CHUNK);
  #end = 0;

  /** Starts with the header or, to append, with the content of the existing file. Takes the absolute path. */
  constructor(path: string, text: TextRows<Row>, isAppended: boolean) {
    this.#rows = text;
    this.#file = new StagedFile(path, isAppended);
    if (!isAppended) this.#put(text.header);
    else if (this.#file.lastByte() !== LINE_FEED) this.#put('\n');
  }

  /** Where the file is before `commit`. */
  get temporary(): string {
    return this.#file.temporary;
  }

  add(row: Row): void {
    this.#put(this.#rows.encode(row));
  }

  finish(): void {
    this.#write();
    this.#file.finish();
  }

  commit(): void {
    this.#file.commit();
  }

  discard(): void {
    this.#file.discard();
  }

  #put(piece: string): void {
    const room = WIDEST * piece.length;
    if (this.#end + room > CHUNK) this.#write();
    if (room > CHUNK) this.#file.write(Buffer.from(piece));
    else this.#end += this.#bytes.write(piece, this.#end);
  }

  #write(): void {
    this.#file.write(this.#bytes.subarray(0, this.#end));
    this.#end = 0;
  }
}
