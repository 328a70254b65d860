import type { Variable } from './dictionary.ts';
import { SEGMENT, segmentsOf } from './segments.ts';

/** Words of the language of SPSS, which are not names there. In small letters. */
export const RESERVED: ReadonlySet<string> = new Set(
  'all and by eq ge gt le lt ne not or to with'.split(' '),
);

const SHORT = /^[A-Za-z@][A-Za-z0-9_.$#@]{0,7}$/;
const STEM = 5;
const COUNTED = 3;
const BASE = 36;

/**
 * Returns the short names of each variable, one for each of its segments: at most eight characters of ASCII,
 * unique in the file. All segments of a text begin with the same five characters, because SPSS joins them by
 * these. A made name is never the long name of another variable.
 */
export function shortNames(
  variables: readonly Pick<Variable, 'name' | 'width'>[],
): readonly (readonly string[])[] {
  const taken = new Set(variables.map(({ name }) => name.toUpperCase()));
  const made = new MadeNames(taken);
  return variables.map(({ name, width }) => {
    if (width <= SEGMENT && isShort(name)) return [name.toUpperCase()];
    return made.run(stemOf(name), segmentsOf(width).length);
  });
}

function isShort(name: string): boolean {
  return SHORT.test(name) && !name.endsWith('.') && !RESERVED.has(name.toLowerCase());
}

/** The first five characters that are allowed, filled up with `_`. */
function stemOf(name: string): string {
  const letters = name.replace(/[^A-Za-z0-9_]/g, '').toUpperCase();
  const start = /^[A-Z]/.test(letters) ? letters : `V${letters}`;
  return start.slice(0, STEM).padEnd(STEM, '_');
}

/** Names that are a stem with a number behind it. */
class MadeNames {
  readonly #taken: ReadonlySet<string>;
  /** The next number of each stem. */
  readonly #next = new Map<string, number>();

  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken;
  }

  /** Returns names with numbers that follow one another. */
  run(stem: string, count: number): readonly string[] {
    let first = this.#next.get(stem) ?? 0;
    for (let i = first; i < first + count; i += 1) {
      if (this.#taken.has(numbered(stem, i))) first = i + 1;
    }
    if (first + count > BASE ** COUNTED) return this.run(following(stem), count);
    this.#next.set(stem, first + count);
    return Array.from({ length: count }, (_, i) => numbered(stem, first + i));
  }
}

function numbered(stem: string, number: number): string {
  return stem + number.toString(BASE).toUpperCase().padStart(COUNTED, '0');
}

/** The stem to go on with when a stem has no numbers left. */
function following(stem: string): string {
  const [start, end] = [stem.slice(0, 2), stem.slice(2)];
  const number = /^[0-9]+$/.test(end) ? Number(end) + 1 : 0;
  return start + String(number).padStart(STEM - 2, '0');
}
