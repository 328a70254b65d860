import { instantOf, parseDate, parseDateTime } from '../ground/dates.ts';
import type { ColumnType } from '../model/table-row.ts';

/** A key to sort or compare by: a number for numbers and instants, else a text without accents and case. */
export type SortKey = number | string;

/**
 * Returns the key of an answer. Takes the answer, trimmed and not empty, and `words`, the answer as it is
 * shown. An answer that is not of its column's type gets a text as key, and sorts after those that are.
 */
export function sortKey(type: ColumnType, value: string, words: string): SortKey {
  const at = place(type, value);
  return at ?? plain(words);
}

function place(type: ColumnType, value: string): number | null {
  if (type === 'integer' || type === 'decimal') {
    const number = Number(value);
    return Number.isFinite(number) ? number : null;
  }
  if (type === 'date' || type === 'datetime') return instantIn(value);
  return null;
}

/**
 * Returns the instant of a date or date-time in milliseconds. A time without a zone counts as UTC, so that
 * every computer sorts the same.
 */
function instantIn(value: string): number | null {
  const moment = parseDateTime(value) ?? parseDateTime(`${value}Z`);
  if (moment !== null) return instantOf(moment);
  return parseDate(value) === null ? null : Date.parse(`${value}T00:00:00Z`);
}

const ASCII = /^[\x20-\x7e]*$/;

/** Returns a text without accents and case, as searches and sorts compare it. */
export function plain(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Compares two keys: numbers come before texts, and each kind has its usual order. */
export function compareKeys(one: SortKey, other: SortKey): number {
  if (typeof one === 'number') return typeof other === 'number' ? one - other : -1;
  if (typeof other === 'number') return 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The keys of one sorted column, row after row. They take only a few bytes per row. */
export class SortedColumn {
  readonly #type: ColumnType;
  readonly #sign: number;
  /** The value as a number when it is of the column's type; else the number of its text in `#texts`. */
  readonly #keys: number[] = [];
  /** 0: of the column's type. 1: a text. 2: no answer. */
  readonly #classes: number[] = [];
  readonly #texts = new Map<string, number>();
  #ranks = new Int32Array();

  constructor(type: ColumnType, direction: 'ascending' | 'descending') {
    this.#type = type;
    this.#sign = direction === 'ascending' ? 1 : -1;
  }

  /** Adds the next row. Takes its answer, trimmed, and the answer as it is shown. */
  add(value: string | null, words: string): void {
    if (value === null || value === '') {
      this.#classes.push(2);
      this.#keys.push(0);
      return;
    }
    const at = place(this.#type, value);
    if (at !== null) {
      this.#classes.push(0);
      this.#keys.push(at);
      return;
    }
    let text = this.#texts.get(words);
    if (text === undefined) {
      text = this.#texts.size;
      this.#texts.set(words, text);
    }
    this.#classes.push(1);
    this.#keys.push(text);
  }

  /** Must be called once, after the last row. */
  finish(): void {
    const keys = [...this.#texts.keys()].map(plain);
    const order = [...keys.keys()].sort((one, other) => compareKeys(keys[one] ?? '', keys[other] ?? ''));
    this.#ranks = new Int32Array(keys.length);
    let rank = 0;
    order.forEach((text, i) => {
      const before = order[i - 1];
      if (before !== undefined && keys[before] !== keys[text]) rank += 1;
      this.#ranks[text] = rank;
    });
  }

  /** Compares two rows by their numbers. Rows without an answer come last in both directions. */
  compare(one: number, other: number): number {
    const a = this.#classes[one] ?? 2;
    const b = this.#classes[other] ?? 2;
    if (a !== b) return a === 2 || b === 2 ? a - b : (a - b) * this.#sign;
    if (a === 2) return 0;
    const x = this.#keys[one] ?? 0;
    const y = this.#keys[other] ?? 0;
    const found = a === 0 ? x - y : (this.#ranks[x] ?? 0) - (this.#ranks[y] ?? 0);
    return found * this.#sign;
  }
}
