import { type Cell, isMissing } from '../../analysis/cell.ts';
import { cellText } from '../../analysis/cell-text.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { GrowingBytes } from '../../growing-bytes.ts';
import type { ColumnValues, EncodedValues } from './encoded-values.ts';
import { Levels } from './levels.ts';
import { addPlainText, TextDictionary } from './text-dictionary.ts';

/** A page ends when its texts have so many bytes. */
const PAGE = 1024 * 1024;

/** Where a page ends: before this row, and before this byte of the texts. */
interface PageEnd {
  readonly row: number;
  readonly byte: number;
}

/** Texts in UTF-8. Those that repeat are in a dictionary. */
export class TextValues implements ColumnValues {
  readonly #column: AnalysisColumn;
  readonly #levels = new Levels();
  /** Each text with its length in front of it in four bytes: the encoding PLAIN. */
  readonly #plain = new GrowingBytes();
  #pages: PageEnd[] = [];
  /** Null once most texts of the column differ: then they do so in the next row group too. */
  #dictionary: TextDictionary | null = new TextDictionary();

  constructor(column: AnalysisColumn) {
    this.#column = column;
  }

  get count(): number {
    return this.#levels.count;
  }

  add(cell: Cell): number {
    this.#levels.add(!isMissing(cell));
    if (isMissing(cell)) return 1;
    const text = typeof cell === 'string' ? cell : cellText(this.#column, cell);
    if (this.#dictionary === null) return this.#addPlain(text);
    const bytes = this.#dictionary.add(text);
    if (bytes !== null) return bytes;
    this.#dictionary.writeTexts(this.#plain);
    this.#dictionary = null;
    return this.#addPlain(text);
  }

  take(): EncodedValues {
    const { rows, count } = this.#levels;
    const dictionary = count === 0 ? null : this.#dictionary;
    const pages = dictionary === null ? this.#plainPages() : [{ rows, bytes: this.#indexPage(dictionary) }];
    const encoded: EncodedValues = {
      dictionary: dictionary && { count: dictionary.size, bytes: dictionary.plain.bytes() },
      pages,
      nulls: rows - count,
      bounds: null,
    };
    this.#levels.clear();
    this.#plain.clear();
    this.#pages = [];
    this.#dictionary?.clear();
    return encoded;
  }

  #indexPage(dictionary: TextDictionary): Buffer {
    const page = new GrowingBytes();
    this.#levels.write(page);
    dictionary.writeIndexes(page);
    return page.bytes();
  }

  #plainPages(): EncodedValues['pages'] {
    const ends = [...this.#pages, { row: this.#levels.rows, byte: this.#plain.length }];
    let start: PageEnd = { row: 0, byte: 0 };
    return ends.map((end) => {
      const page = new GrowingBytes(end.byte - start.byte + 1024);
      this.#levels.write(page, start.row, end.row);
      page.add(this.#plain.bytes(start.byte, end.byte));
      const rows = end.row - start.row;
      start = end;
      return { rows, bytes: page.bytes() };
    });
  }

  #addPlain(text: string): number {
    const out = this.#plain;
    const start = out.length;
    if (start - (this.#pages.at(-1)?.byte ?? 0) >= PAGE) {
      this.#pages.push({ row: this.#levels.rows - 1, byte: start });
    }
    addPlainText(out, text);
    return out.length - start;
  }
}
