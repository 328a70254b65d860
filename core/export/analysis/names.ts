import { createHash } from 'node:crypto';
import type { NameRules } from './target.ts';

/** The characters that a name may not have. */
const ILLEGAL: Readonly<Record<NameRules['characters'], RegExp>> = {
  any: /[\p{Cc}\p{Zl}\p{Zp}]/gu,
  letters: /[^\p{L}0-9_]/gu,
  ascii: /[^A-Za-z0-9_]/gu,
};

/** For formats that take nearly any text as a name. */
export const ANY_NAMES: NameRules = {
  most: 255,
  counted: 'characters',
  isCaseBlind: false,
  characters: 'any',
  startsWithLetter: false,
  isReserved: () => false,
};

/**
 * Gives names that are legal and unique in one table of a file. A name never changes when others are asked
 * for after it: the later one gives way.
 */
export class Names {
  readonly #rules: NameRules;
  readonly #taken = new Set<string>();

  constructor(rules: NameRules) {
    this.#rules = rules;
  }

  /**
   * Returns a name and takes it. Takes the wanted names, the best first, and a text that is always the same
   * for the same column: when no wanted name is free and short enough, the first is cut and gets four digits
   * of the text's hash.
   */
  claim(wanted: readonly string[], id: string): string {
    const names = wanted.map((name) => this.#legal(name));
    const found = names.find((name) => this.#fits(name) && this.#isFree(name));
    const name = found ?? this.#hashed(names[0] ?? 'v', id);
    this.#taken.add(this.#fold(name));
    return name;
  }

  #legal(wanted: string): string {
    const { characters, startsWithLetter, isReserved, isCaseBlind } = this.#rules;
    const isMade = characters !== 'any';
    let name = (isMade ? wanted.normalize('NFC') : wanted.toWellFormed()).replace(ILLEGAL[characters], '_');
    if (name === '') name = 'v';
    const first = characters === 'letters' ? /^\p{L}/u : /^[A-Za-z]/;
    if (isMade && startsWithLetter && !first.test(name))
      name = name.startsWith('_') ? `v${name}` : `v_${name}`;
    while (isReserved(isCaseBlind ? name.toLowerCase() : name)) name += '_';
    return name;
  }

  #hashed(name: string, id: string): string {
    const hash = createHash('sha256').update(id).digest('hex');
    for (let length = 4; ; length += 4) {
      const mark = `_${hash.slice(0, length)}`;
      const made = `${this.#cut(name, mark.length)}${mark}`;
      if (this.#isFree(made) || length >= hash.length) return made;
    }
  }

  /** Cuts a name between two characters so that so many more fit behind it. */
  #cut(name: string, room: number): string {
    let kept = '';
    let size = room;
    for (const character of name) {
      size += this.#sizeOf(character);
      if (size > this.#rules.most) break;
      kept += character;
    }
    return kept;
  }

  #fits(name: string): boolean {
    return this.#sizeOf(name) <= this.#rules.most;
  }

  #sizeOf(text: string): number {
    return this.#rules.counted === 'bytes' ? Buffer.byteLength(text) : [...text].length;
  }

  #isFree(name: string): boolean {
    return !this.#taken.has(this.#fold(name));
  }

  #fold(name: string): string {
    const same = name.normalize('NFC');
    return this.#rules.isCaseBlind ? same.toUpperCase().toLowerCase() : same;
  }
}

/** Returns the names that a question would like: its own, then with the groups around it, one more each time. */
export function endingsOf(path: string): readonly string[] {
  const steps = path.split('/');
  return steps.map((_, i) => steps.slice(-(i + 1)).join('_'));
}
