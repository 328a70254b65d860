import type { Cell } from '../../analysis/cell.ts';
import { GrowingBytes } from '../../growing-bytes.ts';
import type { ColumnValues, EncodedValues } from './encoded-values.ts';
import { Levels } from './levels.ts';

/** True and false, a bit each (BOOLEAN in the encoding PLAIN). */
export class FlagValues implements ColumnValues {
  readonly #levels = new Levels();
  readonly #flags = new GrowingBytes();

  get count(): number {
    return this.#levels.count;
  }

  add(cell: Cell): number {
    const isThere = typeof cell === 'number';
    this.#levels.add(isThere);
    if (!isThere) return 1;
    this.#flags.byte(cell === 1 ? 1 : 0);
    return 2;
  }

  take(): EncodedValues {
    const { rows, count } = this.#levels;
    const page = new GrowingBytes();
    this.#levels.write(page);
    const flags = this.#flags.bytes();
    const at = page.take(Math.ceil(count / 8));
    page.buffer.fill(0, at, page.length);
    let trues = 0;
    for (let i = 0; i < count; i += 1) {
      const flag = flags[i] as number;
      trues += flag;
      const place = at + (i >>> 3);
      page.buffer[place] = (page.buffer[place] as number) | (flag << (i & 7));
    }
    this.#levels.clear();
    this.#flags.clear();
    const bounds =
      count === 0
        ? null
        : { least: Uint8Array.of(trues === count ? 1 : 0), greatest: Uint8Array.of(trues > 0 ? 1 : 0) };
    return { dictionary: null, pages: [{ rows, bytes: page.bytes() }], nulls: rows - count, bounds };
  }
}
