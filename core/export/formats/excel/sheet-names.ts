import { LONGEST_NAME } from './limits.ts';

/** The last sheet, which explains the columns of the others. */
export const CODEBOOK = 'codebook';
/** The sheet of what is longer than a cell can be. */
export const LONG_TEXTS = 'long texts';
/** Excel keeps this name for itself. */
const RESERVED = 'history';

const NOT_IN_NAMES = /[[\]:*?/\\\ufffe\uffff]|\p{Cc}|\p{Surrogate}/gu;

/** Makes names of sheets: at most 31 characters, none that Excel refuses, no two that differ only by case. */
export class SheetNames {
  readonly #taken = new Set([CODEBOOK, LONG_TEXTS, RESERVED]);

  /** Returns a free name that looks like the wanted one. */
  claim(wanted: string): string {
    const whole = wanted.replaceAll(NOT_IN_NAMES, '_').trim();
    for (let number = 1; ; number += 1) {
      const name = numbered(whole === '' ? 'sheet' : whole, number);
      const folded = name.toLowerCase();
      if (this.#taken.has(folded)) continue;
      this.#taken.add(folded);
      return name;
    }
  }
}

/** Returns `name`, `name (2)` and so on, cut to the longest name. No name begins or ends with an apostrophe. */
export function numbered(name: string, number: number): string {
  const behind = number === 1 ? '' : ` (${number})`;
  return `${cut(name, LONGEST_NAME - behind.length)}${behind}`;
}

function cut(name: string, length: number): string {
  const start = name.slice(0, length);
  // Never half of a character of two units.
  const whole = /[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start;
  return whole.replace(/^'|'$/g, '_').trimEnd();
}
