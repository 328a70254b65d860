import { varintLength, writeVarint } from '../ground/sqlite-varint.ts';
import type { NewPages } from './new-pages.ts';

/*
 * Rows written straight into the pages of an SQLite file (*Database File Format*, sections 1.3, 1.5 and 1.6). To hand
 * each value of a row to SQLite takes several times as long.
 */

const LEAF = 0x0d;
const INTERIOR = 0x05;
const LEAF_HEADER = 8;
const INTERIOR_HEADER = 12;
/** The pages of one level of a table, from the left to the right. */
class Level {
  readonly pages: number[] = [];
  /** The greatest row below each page. */
  readonly rows: number[] = [];

  add(page: number, row: number): void {
    this.pages.push(page);
    this.rows.push(row);
  }
}

/** The rows of one table, from the first to the last. */
export class TablePages {
  readonly #file: NewPages;
  readonly #root: number;
  readonly #page: Buffer;
  readonly #leaves = new Level();
  #cells = 0;
  /** Where the content of the page begins: cells are put in from its end. */
  #start: number;
  #lastRow = 0;

  /** Takes the number of the table's first page. The table has no rows yet. */
  constructor(file: NewPages, root: number) {
    this.#file = file;
    this.#root = root;
    this.#page = Buffer.alloc(file.size);
    this.#start = file.usable;
  }

  /** Adds a row. Takes its number, which is greater than all before, and its record (section 2.1). */
  add(row: number, record: Uint8Array): void {
    const local = this.#localBytes(record.length);
    const isLong = local < record.length;
    const size = varintLength(record.length) + varintLength(row) + local + (isLong ? 4 : 0);
    if (LEAF_HEADER + 2 * (this.#cells + 1) + size > this.#start) this.#endLeaf();
    const overflow = isLong ? this.#addOverflow(record, local) : 0;
    this.#start -= size;
    this.#page.writeUInt16BE(this.#start, LEAF_HEADER + 2 * this.#cells);
    this.#cells += 1;
    this.#lastRow = row;
    let at = writeVarint(this.#page, this.#start, record.length);
    at = writeVarint(this.#page, at, row);
    this.#page.set(isLong ? record.subarray(0, local) : record, at);
    if (isLong) this.#page.writeUInt32BE(overflow, at + local);
  }

  /** Writes what is left, and the pages above the rows. */
  finish(): void {
    if (this.#leaves.pages.length === 0) {
      this.#file.replace(this.#root, this.#leaf());
      return;
    }
    if (this.#cells > 0) this.#endLeaf();
    let level = this.#leaves;
    while (level.pages.length > 1) level = this.#above(level);
  }

  /** How much of a record is in the cell itself (section 1.6). */
  #localBytes(length: number): number {
    const { usable } = this.#file;
    if (length <= usable - 35) return length;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const most = least + ((length - least) % (usable - 4));
    return most <= usable - 35 ? most : least;
  }

  #addOverflow(record: Uint8Array, from: number): number {
    const room = this.#file.usable - 4;
    const first = this.#file.next;
    for (let at = from; at < record.length; at += room) {
      const page = Buffer.alloc(this.#file.size);
      page.set(record.subarray(at, at + room), 4);
      if (at + room < record.length) page.writeUInt32BE(this.#file.after(this.#file.next), 0);
      this.#file.add(page);
    }
    return first;
  }

  #leaf(): Buffer {
    const page = this.#page;
    page[0] = LEAF;
    page.writeUInt16BE(0, 1);
    page.writeUInt16BE(this.#cells, 3);
    // 0 stands for 65,536.
    page.writeUInt16BE(this.#start & 0xffff, 5);
    page[7] = 0;
    // Nothing of the page before stays between the pointers and the cells.
    page.fill(0, LEAF_HEADER + 2 * this.#cells, this.#start);
    return page;
  }

  #endLeaf(): void {
    this.#leaves.add(this.#file.add(this.#leaf()), this.#lastRow);
    this.#cells = 0;
    this.#start = this.#file.usable;
  }

  /** Writes the pages above a level. The only page of the highest level is the table's first. */
  #above(below: Level): Level {
    const level = new Level();
    const { usable, size } = this.#file;
    const last = below.pages.length - 1;
    for (let next = 0; next <= last; ) {
      const page = Buffer.alloc(size);
      let start = usable;
      let cells = 0;
      for (; next < last; next += 1, cells += 1) {
        const row = below.rows[next] ?? 0;
        const length = 4 + varintLength(row);
        // The child after this one is the page's last.
        if (INTERIOR_HEADER + 2 * (cells + 1) + length > start) break;
        start -= length;
        page.writeUInt16BE(start, INTERIOR_HEADER + 2 * cells);
        page.writeUInt32BE(below.pages[next] ?? 0, start);
        writeVarint(page, start + 4, row);
      }
      if (last - next === 1 && cells > 1) {
        // A page with one child alone has no cell, which no page may have.
        next -= 1;
        cells -= 1;
        start += 4 + varintLength(below.rows[next] ?? 0);
      }
      page[0] = INTERIOR;
      page.writeUInt16BE(cells, 3);
      page.writeUInt16BE(start & 0xffff, 5);
      page.writeUInt32BE(below.pages[next] ?? 0, 8);
      const row = below.rows[next] ?? 0;
      const isRoot = next === last && level.pages.length === 0;
      if (isRoot) this.#file.replace(this.#root, page);
      level.add(isRoot ? this.#root : this.#file.add(page), row);
      next += 1;
    }
    return level;
  }
}
