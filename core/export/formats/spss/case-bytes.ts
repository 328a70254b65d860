import { ELEMENT, elementsOf, LONGEST_TEXT, SEGMENT } from './segments.ts';

/** What is added to a number that is kept as one byte. By it, readers know the order of the bytes of doubles. */
export const BIAS = 100;

const END = 252;
const LITERAL = 253;
const BLANK = 254;
const NO_NUMBER = 255;
/** Whole numbers that are kept as one byte. */
const LEAST = 1 - BIAS;
const GREATEST = 251 - BIAS;
const SPACE = 0x20;
const SPACES = 0x2020_2020;

/** Codes of one byte, for this many elements, stand before the elements that are not kept as a code. */
const GROUP = 8;
const LARGEST_GROUP = GROUP + GROUP * ELEMENT;
const BUFFER = 1 << 18;
/** Texts up to this length are looked at letter by letter, which is faster than to encode them. */
const SHORT_TEXT = 64;

/**
 * Compresses cases by bytecode into one buffer, and gives it away whenever it is full. Call one method for
 * each variable of a case, in their order.
 */
export class CaseBytes {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #buffer = Buffer.allocUnsafe(BUFFER);
  readonly #view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset, BUFFER);
  /** A text, with room for spaces behind it. */
  readonly #text = Buffer.allocUnsafe(LONGEST_TEXT + 3 + ELEMENT);
  /** One segment of a long text. */
  readonly #segment = Buffer.allocUnsafe(elementsOf(SEGMENT) * ELEMENT);
  /** Where the codes of this group are, how many of them are used, and where the next element goes. */
  #codes = 0;
  #used = 0;
  #end = GROUP;

  /** Takes the function that gets the bytes. It must be done with them when it returns. */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  /** Adds a finite number. */
  number(value: number): void {
    if (value >= LEAST && value <= GREATEST && Number.isInteger(value) && !Object.is(value, -0)) {
      this.#code(value + BIAS);
      return;
    }
    this.#view.setFloat64(this.#end, value, true);
    this.#end += ELEMENT;
    this.#code(LITERAL);
  }

  /** Adds a number without a value. */
  noNumber(): void {
    this.#code(NO_NUMBER);
  }

  /** Adds a text. Takes the widths of the variable's segments. Throws a RangeError when they hold less. */
  text(value: string, segments: readonly number[]): void {
    const length = this.#encode(value);
    const [width = 0] = segments;
    if (segments.length === 1) {
      if (length > width) throw new RangeError(`a text of ${length} bytes in a variable of ${width}`);
      this.#elements(this.#text, length, elementsOf(width));
      return;
    }
    let start = 0;
    for (const segment of segments) {
      const end = Math.min(start + SEGMENT, length);
      this.#text.copy(this.#segment, 0, start, end);
      this.#elements(this.#segment, end - start, elementsOf(segment));
      start = end;
    }
    if (start < length) throw new RangeError(`a text of ${length} bytes in ${segments.length} segments`);
  }

  /** Ends the cases and gives the rest of the bytes. */
  end(): void {
    this.#code(END);
    if (this.#used > 0) {
      this.#buffer.fill(0, this.#codes + this.#used, this.#codes + GROUP);
      this.#codes = this.#end;
    }
    this.#flush();
  }

  /** Writes the text into the buffer of texts. Returns its length in bytes. */
  #encode(value: string): number {
    if (value.length > SHORT_TEXT) return this.#text.write(value);
    for (let i = 0; i < value.length; i += 1) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) return this.#text.write(value);
      this.#text[i] = unit;
    }
    return value.length;
  }

  /** Adds the elements of a segment. Takes bytes that have room behind `length` for a whole element. */
  #elements(bytes: Buffer, length: number, count: number): void {
    const filled = elementsOf(length);
    const used = length === 0 ? 0 : filled;
    if (used > 0) bytes.fill(SPACE, length, used * ELEMENT);
    for (let i = 0; i < used; i += 1) {
      const start = i * ELEMENT;
      if (
        bytes[start] === SPACE &&
        bytes.readInt32LE(start) === SPACES &&
        bytes.readInt32LE(start + 4) === SPACES
      ) {
        this.#code(BLANK);
        continue;
      }
      for (let n = 0; n < ELEMENT; n += 1) this.#buffer[this.#end + n] = bytes[start + n] ?? SPACE;
      this.#end += ELEMENT;
      this.#code(LITERAL);
    }
    for (let i = used; i < count; i += 1) this.#code(BLANK);
  }

  /** Adds the code of an element. Its bytes, when it has some, are there already. */
  #code(code: number): void {
    this.#buffer[this.#codes + this.#used] = code;
    this.#used += 1;
    if (this.#used < GROUP) return;
    this.#used = 0;
    this.#codes = this.#end;
    if (this.#end + LARGEST_GROUP > BUFFER) this.#flush();
    this.#end = this.#codes + GROUP;
  }

  /** Gives away all groups before the one that has begun. */
  #flush(): void {
    this.#write(this.#buffer.subarray(0, this.#codes));
    this.#codes = 0;
  }
}
