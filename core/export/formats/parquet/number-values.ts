import type { Cell } from '../../analysis/cell.ts';
import { GrowingBytes } from '../../growing-bytes.ts';
import type { ColumnValues, EncodedValues } from './encoded-values.ts';
import { bitsFor, writeHybrid } from './hybrid.ts';
import { Levels } from './levels.ts';
import { numberDictionary } from './number-dictionary.ts';
import { type Physical, writeNumbers } from './physical.ts';

/** Numbers, dates and times. Those that repeat are in a dictionary. */
export class NumberValues implements ColumnValues {
  readonly #physical: Physical;
  readonly #levels = new Levels();
  #numbers = new Float64Array(64);

  constructor(physical: Physical) {
    this.#physical = physical;
  }

  get count(): number {
    return this.#levels.count;
  }

  add(cell: Cell): number {
    const isThere = typeof cell === 'number';
    const { count } = this.#levels;
    this.#levels.add(isThere);
    if (!isThere) return 1;
    if (count === this.#numbers.length) {
      const larger = new Float64Array(2 * count);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[count] = this.#physical === 'DOUBLE' ? cell : Math.floor(cell);
    return 9;
  }

  take(): EncodedValues {
    const { rows, count } = this.#levels;
    const dictionary = numberDictionary(this.#numbers, count);
    const page = new GrowingBytes(9 * rows + 64);
    this.#levels.write(page);
    if (dictionary === null) writeNumbers(page, this.#physical, this.#numbers, count);
    else {
      const bits = bitsFor(dictionary.count);
      page.byte(bits);
      writeHybrid(page, dictionary.indexes, 0, count, bits);
    }
    const bounds =
      dictionary === null
        ? this.#bounds(this.#numbers, count)
        : this.#bounds(dictionary.numbers, dictionary.count);
    this.#levels.clear();
    return {
      dictionary: dictionary && {
        count: dictionary.count,
        bytes: this.#plain(dictionary.numbers, dictionary.count),
      },
      pages: [{ rows, bytes: page.bytes() }],
      nulls: rows - count,
      bounds,
    };
  }

  /** A least of 0 is written as -0 and a greatest as 0, as the specification asks: a reader may tell them apart. */
  #bounds(numbers: Float64Array, count: number): EncodedValues['bounds'] {
    if (count === 0) return null;
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i += 1) {
      const number = numbers[i] as number;
      if (number < least) least = number;
      if (number > greatest) greatest = number;
    }
    return {
      least: this.#plain(Float64Array.of(least === 0 ? -0 : least), 1),
      greatest: this.#plain(Float64Array.of(greatest === 0 ? 0 : greatest), 1),
    };
  }

  #plain(numbers: Float64Array, count: number): Buffer {
    const out = new GrowingBytes();
    writeNumbers(out, this.#physical, numbers, count);
    return out.bytes();
  }
}
