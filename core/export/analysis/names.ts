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

/** Room behind a stem for the numbers of its rows. */
const NUMBERS = 10;
/** So many digits of a hash that no two columns of a file have the same. */
const SURE = 12;

/**
 * Gives names that are legal and unique in one table of a file. A name never changes when others are asked
 * for after it: the later one gives way.
 *
 * A question of a repeat whose rows are columns has a stem: its columns are `<stem>_1`, `<stem>_2` and so on.
 * No other name begins with a stem, `_` and a digit. So it does not matter how many rows there are.
 */
export class Names {
  readonly #rules: NameRules;
  readonly #taken = new Set<string>();
  readonly #stems = new Set<string>();
  /** What stands before `_` and a digit in names and stems so far: none of these can be a stem any more. */
  readonly #numbered = new Set<string>();

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
    this.#take(name, this.#taken);
    return name;
  }

  /** The same for the stem of a question's numbered columns. */
  claimStem(wanted: readonly string[], id: string): string {
    const stems = wanted.map((stem) => this.#legal(stem));
    const found = stems.find(
      (stem) => this.#sizeOf(stem) + NUMBERS <= this.#rules.most && this.#isFreeStem(stem),
    );
    const stem = found ?? this.#hashed(stems[0] ?? 'v', id, NUMBERS);
    this.#take(stem, this.#stems);
    return stem;
  }

  /**
   * Returns the name of a column that is numbered by its rows. Takes its stem, the numbers, what else is
   * behind them, and a text that is always the same for the same column.
   */
  numbered(stem: string, row: readonly number[], behind: string, id: string): string {
    const name = this.#legal([stem, ...row, ...(behind === '' ? [] : [behind])].join('_'));
    if (this.#fits(name)) return name;
    const hash = hashOf(id).slice(0, SURE);
    const mark =
      [`_${row.join('_')}_${hash}`, `_${hash}`].find((one) => one.length < this.#rules.most) ?? hash;
    return `${this.#cut(name, mark.length)}${mark}`;
  }

  /** Returns a text as it stands inside of names, and as it is compared there. */
  inside(text: string): { readonly text: string; readonly folded: string } {
    const legal = this.#legal(`v_${text === '' ? '_' : text}`).slice(2);
    return { text: legal, folded: this.#fold(legal) };
  }

  #take(name: string, taken: Set<string>): void {
    const folded = this.#fold(name);
    taken.add(folded);
    for (const before of beforeNumbers(folded)) this.#numbered.add(before);
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

  /** Takes the room that is kept behind it: then it is a stem. */
  #hashed(name: string, id: string, room = 0): string {
    const hash = hashOf(id);
    for (let length = 4; ; length += 4) {
      const mark = hash.slice(0, length);
      const cut = this.#cut(name, room + mark.length + 2);
      // The hash is in front when the name begins as numbered columns do.
      for (const made of [`${this.#cut(name, room + mark.length + 1)}_${mark}`, `v${mark}_${cut}`]) {
        const isFree = room === 0 ? this.#isFree(made) : this.#isFreeStem(made);
        if (isFree || length >= hash.length) return made;
      }
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
    const folded = this.#fold(name);
    return !this.#taken.has(folded) && beforeNumbers(folded).every((before) => !this.#stems.has(before));
  }

  #isFreeStem(stem: string): boolean {
    const folded = this.#fold(stem);
    return (
      !this.#stems.has(folded) &&
      !this.#numbered.has(folded) &&
      beforeNumbers(folded).every((before) => !this.#stems.has(before))
    );
  }

  #fold(name: string): string {
    const same = name.normalize('NFC');
    return this.#rules.isCaseBlind ? same.toUpperCase().toLowerCase() : same;
  }
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** Returns what stands before each `_` with a digit behind it. */
function beforeNumbers(name: string): string[] {
  return [...name.matchAll(/_(?=\d)/g)].map(({ index }) => name.slice(0, index));
}

/** Returns the names that a question would like: its own, then with the groups around it, one more each time. */
export function endingsOf(path: string): readonly string[] {
  const steps = path.split('/');
  return steps.map((_, i) => steps.slice(-(i + 1)).join('_'));
}
