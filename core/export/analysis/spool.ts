import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { createOutput, type FileOutput, openInput } from '../../ground/file-cipher.ts';
import { rmSync } from '../../ground/patient-files.ts';
import { temporaryPath } from '../temp-files.ts';
import type { ColumnFacts } from './analysis-table.ts';
import type { Cell } from './cell.ts';
import type { CellReceiver } from './cell-receiver.ts';
import { FactsOfColumns } from './column-facts.ts';
import { passRows, RowBlock, readRows } from './row-block.ts';

/** So many bytes of rows stay in memory. More go into a file. */
const IN_MEMORY = 4 * 1024 * 1024;

interface SpoolFile {
  readonly path: string;
  readonly key: KeyObject;
  readonly output: FileOutput;
}

/**
 * Keeps the rows of a table until all of them are known, because many formats say first what their columns
 * hold. Few rows stay in memory. Many go into a temporary file, encrypted under a key that only this object
 * has: after a kill nobody can read it.
 */
export class RowSpool {
  readonly #folder: string | null;
  readonly #facts: FactsOfColumns;
  readonly #block = new RowBlock((bytes) => this.#keep(bytes));
  #kept: Buffer[] = [];
  #bytes = 0;
  #file: SpoolFile | null = null;
  /** Where each block begins in the file, and its length. */
  readonly #places: (readonly [start: number, length: number])[] = [];
  #written = 0;
  #isOpen = true;
  #signal: AbortSignal | undefined;
  count = 0;

  /** Takes the number of columns, and the folder for the temporary file; null keeps all rows in memory. */
  constructor(columns: number, folder: string | null) {
    this.#folder = folder;
    this.#facts = new FactsOfColumns(columns);
  }

  /** Adds a row. Takes a cell for each column. Throws the file system's errors. */
  add(cells: readonly Cell[]): void {
    this.#block.add(cells, this.#facts);
    this.count += 1;
  }

  /** After this no row may be added, and `rows` gives them, until the signal stops it. */
  finish(signal?: AbortSignal): void {
    this.#signal = signal;
    this.#block.end();
    this.#file?.output.end();
    this.#close();
  }

  /** What the rows have in a column. */
  facts(column: number): ColumnFacts {
    return this.#facts.of(column);
  }

  /**
   * Gives all rows, as often as it is called. Takes the columns that are wanted, in rising order. Throws the
   * signal's reason when it was stopped: so whoever writes the rows stops too.
   */
  *rows(columns: readonly number[]): Generator<readonly Cell[]> {
    for (const block of this.#blocks()) {
      this.#signal?.throwIfAborted();
      yield* readRows(block, this.#facts.columns, columns);
    }
  }

  /**
   * Hands on the cells of all rows, some rows at each step, as often as it is called. Takes the columns that are
   * wanted, in rising order. Throws as `rows` does.
   */
  *pass(columns: readonly number[], receiver: CellReceiver): Generator<void> {
    for (const block of this.#blocks()) {
      this.#signal?.throwIfAborted();
      yield passRows(block, this.#facts.columns, columns, receiver);
    }
  }

  *#blocks(): Generator<Buffer> {
    if (this.#file === null) {
      yield* this.#kept;
      return;
    }
    const input = openInput(this.#file.path, this.#file.key);
    try {
      for (const [start, length] of this.#places) {
        const block = Buffer.allocUnsafe(length);
        input.read(block, start);
        yield block;
      }
    } finally {
      input.close();
    }
  }

  /** Forgets the rows. May be called at any time, and more than once. */
  discard(): void {
    this.#close();
    this.#kept = [];
    if (this.#file !== null) rmSync(this.#file.path, { force: true });
  }

  #keep(bytes: Uint8Array): void {
    const fits = this.#folder === null || this.#bytes + bytes.length <= IN_MEMORY;
    if (this.#file === null && fits) {
      this.#kept.push(Buffer.from(bytes));
      this.#bytes += bytes.length;
      return;
    }
    const file = this.#file ?? this.#start(this.#folder ?? '');
    this.#write(file.output, bytes);
  }

  #start(folder: string): SpoolFile {
    const path = temporaryPath(folder);
    const key = createSecretKey(randomBytes(32));
    const file = { path, key, output: createOutput(path, key, 'wx') };
    this.#file = file;
    for (const block of this.#kept) this.#write(file.output, block);
    this.#kept = [];
    return file;
  }

  #write(output: FileOutput, bytes: Uint8Array): void {
    output.write(bytes);
    this.#places.push([this.#written, bytes.length]);
    this.#written += bytes.length;
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#file?.output.close();
  }
}
