import type { Table } from '../table.ts';

/** Quoting many rows at once costs less than one by one; a long text is not kept waiting for others. */
const MOST_ROWS = 200;
const MOST_CHARACTERS = 64 * 1024;

/** Gathers the rows of one table and hands them to its file in pieces. */
export class TableBuffer {
  readonly table: Table;
  readonly #write: (text: string) => void;
  #waiting: string[][] = [];
  #characters = 0;
  #rows = 0;

  constructor(table: Table, write: (text: string) => void) {
    this.table = table;
    this.#write = write;
  }

  /** How many rows came. */
  get rows(): number {
    return this.#rows;
  }

  /** Adds a row of cells that the table has made. */
  add(cells: string[]): void {
    this.#waiting.push(cells);
    for (const cell of cells) this.#characters += cell.length;
    this.#rows += 1;
    if (this.#waiting.length >= MOST_ROWS || this.#characters >= MOST_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.#waiting.length === 0) return;
    this.#write(this.table.encode(this.#waiting));
    this.#waiting = [];
    this.#characters = 0;
  }
}
