import { closeSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { openSync } from '../../ground/patient-files.ts';

const PIECE = 1024 * 1024;

/**
 * The cells of one column of a CSV file, its first line left out, each with how often it is there: the keys of the
 * submissions that have a row in it. Takes the separator and the place of the column, from 0. Reads a piece at a time.
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
      // As the formula guard writes what a spreadsheet would run.
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

  /** The last line may lack its end. */
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
      // A doubled one stands for itself; one at the beginning of a cell opens it.
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
