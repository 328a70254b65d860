import { closeSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { openSync } from '../../ground/patient-files.ts';

const PIECE = 1024 * 1024;

/**
 * Returns the cells of one column of a CSV file, without the first line, and how often each occurs. These are
 * the keys of the submissions that have a row in the file. Takes the separator and the index of the column,
 * from 0. Reads a piece at a time.
 */
export function keysInFile(path: string, separator: string, column: number): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  const add = (key: string): void => {
    keys.set(key, (keys.get(key) ?? 0) + 1);
  };
  let isFirst = true;
  const row = new RowCells(separator, column, (cell) => {
    if (!isFirst && cell !== '') {
      add(cell);
      // The formula guard writes an apostrophe before some keys.
      if (cell.startsWith("'")) add(cell.slice(1));
    }
    isFirst = false;
  });
  const decoder = new StringDecoder('utf8');
  const piece = Buffer.alloc(PIECE);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const length = readSync(file, piece, 0, PIECE, null);
      row.take(decoder.write(piece.subarray(0, length)));
      if (length === 0) break;
    }
  } finally {
    closeSync(file);
  }
  row.end();
  return keys;
}

/** Reads RFC 4180 a piece at a time, and gives one cell of each row. */
class RowCells {
  readonly #separator: string;
  readonly #column: number;
  readonly #give: (cell: string) => void;
  #place = 0;
  #cell = '';
  #hasText = false;
  #state: 'plain' | 'quoted' | 'after quote' = 'plain';

  constructor(separator: string, column: number, give: (cell: string) => void) {
    this.#separator = separator;
    this.#column = column;
    this.#give = give;
  }

  take(text: string): void {
    for (const character of text) this.#character(character);
  }

  /** Ends the last line, which may have no line end. */
  end(): void {
    if (this.#hasText) this.#endRow();
  }

  #character(character: string): void {
    this.#hasText = true;
    if (this.#state === 'quoted') {
      if (character === '"') this.#state = 'after quote';
      else this.#add(character);
      return;
    }
    if (character === '"') {
      // Two quotes mean one quote. One quote at the start of a cell starts quoted text.
      if (this.#state === 'after quote') this.#add('"');
      this.#state = 'quoted';
      return;
    }
    this.#state = 'plain';
    if (character === this.#separator) this.#endCell();
    else if (character === '\n') this.#endRow();
    else this.#add(character);
  }

  #add(character: string): void {
    if (this.#place === this.#column) this.#cell += character;
  }

  #endCell(): void {
    this.#place += 1;
  }

  #endRow(): void {
    if (this.#place >= this.#column) this.#give(this.#cell.replace(/\r$/, ''));
    this.#cell = '';
    this.#place = 0;
    this.#hasText = false;
    this.#state = 'plain';
  }
}
