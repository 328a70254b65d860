import type { Attribute } from './dictionary.ts';

/** ReadStat, and with it haven, refuses a file with a record of more than 16 MiB. */
const MOST = 15 * 2 ** 20;

/** The room that is left in a record of the file. */
export class RecordRoom {
  #left: number;
  /** True when something had no room. */
  isFull = false;

  /** Takes how many bytes the record may have. */
  constructor(most = MOST) {
    this.#left = most;
  }

  /** Takes room for so many bytes. Returns false, and takes none, when there is not enough. */
  take(bytes: number): boolean {
    if (bytes > this.#left) {
      this.isFull = true;
      return false;
    }
    this.#left -= bytes;
    return true;
  }

  /** Returns those attributes for which there is room, and takes it. */
  fitting(attributes: readonly Attribute[]): readonly Attribute[] {
    return attributes.filter((attribute) => this.take(bytesOf(attribute)));
  }
}

function bytesOf({ name, values }: Attribute): number {
  // Each value has quotes and a line end, and the values have brackets.
  return values.reduce((sum, value) => sum + Buffer.byteLength(value) + 3, Buffer.byteLength(name) + 2);
}
