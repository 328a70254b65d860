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

const NUMBER = 0;
const TEXT = 1;
const NONE = 2;

/** The keys of one sorted column of some rows, in few bytes, so that a thread can hand them to another. */
export interface ColumnKeys {
  /** The value as a number when it is of the column's type; else the place of its text in `texts`. */
  readonly keys: Float64Array<ArrayBuffer>;
  /** 0: of the column's type. 1: a text. 2: no answer. */
  readonly classes: Uint8Array<ArrayBuffer>;
  /** Without accents and case, in their order, each once. */
  readonly texts: readonly string[];
}

/** Gathers the keys of one sorted column, row after row. */
export class ColumnKeysMaker {
  readonly #type: ColumnType;
  readonly #keys: number[] = [];
  readonly #classes: number[] = [];
  /** The number of each text, as it is shown. */
  readonly #texts = new Map<string, number>();

  constructor(type: ColumnType) {
    this.#type = type;
  }

  /** Adds the next row. Takes its answer, trimmed, and the answer as it is shown. */
  add(value: string | null, words: string): void {
    if (value === null || value === '') {
      this.#classes.push(NONE);
      this.#keys.push(0);
      return;
    }
    const at = place(this.#type, value);
    if (at !== null) {
      this.#classes.push(NUMBER);
      this.#keys.push(at);
      return;
    }
    let text = this.#texts.get(words);
    if (text === undefined) {
      text = this.#texts.size;
      this.#texts.set(words, text);
    }
    this.#classes.push(TEXT);
    this.#keys.push(text);
  }

  /** Returns the keys of all rows that were added. */
  done(): ColumnKeys {
    const texts = Array.from(this.#texts.keys(), plain);
    const sorted = sortedOnce(texts);
    const places = new Map(sorted.map((text, i) => [text, i]));
    const part = {
      keys: new Float64Array(this.#keys),
      classes: new Uint8Array(this.#classes),
      texts: sorted,
    };
    replaceTexts(
      part,
      texts.map((text) => places.get(text) ?? 0),
    );
    return part;
  }
}

/** One sorted column of the rows of several parts, one part after the other. */
export class SortedColumn {
  readonly #sign: number;
  readonly #keys: Float64Array;
  readonly #classes: Uint8Array;

  constructor(parts: readonly ColumnKeys[], direction: 'ascending' | 'descending') {
    this.#sign = direction === 'ascending' ? 1 : -1;
    const length = parts.reduce((sum, { keys }) => sum + keys.length, 0);
    this.#keys = new Float64Array(length);
    this.#classes = new Uint8Array(length);
    const texts = sortedOnce(parts.flatMap((part) => part.texts));
    let at = 0;
    for (const part of parts) {
      this.#keys.set(part.keys, at);
      this.#classes.set(part.classes, at);
      const end = at + part.keys.length;
      replaceTexts(
        { keys: this.#keys.subarray(at, end), classes: part.classes },
        placesIn(texts, part.texts),
      );
      at = end;
    }
  }

  /** Compares two rows by their numbers. Rows without an answer come last in both directions. */
  compare(one: number, other: number): number {
    const a = this.#classes[one] ?? NONE;
    const b = this.#classes[other] ?? NONE;
    if (a !== b) return a === NONE || b === NONE ? a - b : (a - b) * this.#sign;
    if (a === NONE) return 0;
    return ((this.#keys[one] ?? 0) - (this.#keys[other] ?? 0)) * this.#sign;
  }
}

/** Gives each text a new number: takes the new number of each old one. */
function replaceTexts(
  { keys, classes }: { readonly keys: Float64Array; readonly classes: Uint8Array },
  places: readonly number[],
): void {
  for (let i = 0; i < keys.length; i += 1) {
    if (classes[i] === TEXT) keys[i] = places[keys[i] ?? 0] ?? 0;
  }
}

/** Sorts texts as `compareKeys` does. Texts that are sorted in a few runs take little time. */
function sortedOnce(texts: readonly string[]): string[] {
  return texts.toSorted(compareKeys).filter((text, i, all) => i === 0 || all[i - 1] !== text);
}

/** The places of texts among all, which has each of them. Both are in their order. */
function placesIn(all: readonly string[], texts: readonly string[]): number[] {
  let at = 0;
  return texts.map((text) => {
    while (all[at] !== text) at += 1;
    return at;
  });
}
