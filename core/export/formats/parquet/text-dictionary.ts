import { GrowingBytes } from '../../growing-bytes.ts';
import { bitsFor, writeHybrid } from './hybrid.ts';

/** After so many texts, or so many bytes of different ones, it shows whether they repeat. */
const ENOUGH_TEXTS = 1000;
const ENOUGH_BYTES = 1024 * 1024;

/** The different texts of a column in one row group, and for each text its place among them. */
export class TextDictionary {
  /** The different texts in the encoding PLAIN. */
  readonly plain = new GrowingBytes();
  readonly #places = new Map<string, number>();
  /** Where each of them ends. */
  #ends: number[] = [];
  #indexes = new Uint16Array(64);
  #count = 0;

  /** How many different texts there are. */
  get size(): number {
    return this.#places.size;
  }

  /**
   * Adds a text. Returns about how many bytes of memory it takes; null, and adds it not, when more than half of many
   * texts differ.
   */
  add(text: string): number | null {
    const before = this.plain.length;
    let place = this.#places.get(text);
    if (place === undefined) {
      const isEnough = this.#count >= ENOUGH_TEXTS || before >= ENOUGH_BYTES;
      if (isEnough && 2 * this.size > this.#count) return null;
      place = this.size;
      this.#places.set(text, place);
      addPlainText(this.plain, text);
      this.#ends.push(this.plain.length);
    }
    if (this.#count === this.#indexes.length) {
      const larger = new Uint16Array(2 * this.#count);
      larger.set(this.#indexes);
      this.#indexes = larger;
    }
    this.#indexes[this.#count] = place;
    this.#count += 1;
    return 3 + this.plain.length - before;
  }

  /** Adds the places of all texts, in the encoding RLE_DICTIONARY. */
  writeIndexes(out: GrowingBytes): void {
    const bits = bitsFor(this.size);
    out.byte(bits);
    writeHybrid(out, this.#indexes, 0, this.#count, bits);
  }

  /** Adds all texts themselves, in the encoding PLAIN. */
  writeTexts(out: GrowingBytes): void {
    for (let i = 0; i < this.#count; i += 1) {
      const place = this.#indexes[i] ?? 0;
      out.add(this.plain.bytes(this.#ends[place - 1] ?? 0, this.#ends[place]));
    }
  }

  clear(): void {
    this.plain.clear();
    this.#places.clear();
    this.#ends = [];
    this.#count = 0;
  }
}

/** Adds a text in the encoding PLAIN: the length of its UTF-8 in four bytes, and the UTF-8. */
export function addPlainText(out: GrowingBytes, text: string): void {
  out.reserve(4 + 3 * text.length);
  const length = out.buffer.write(text, out.length + 4, 'utf8');
  out.buffer.writeUInt32LE(length, out.length);
  out.length += 4 + length;
}
