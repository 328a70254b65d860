import { hash } from 'node:crypto';
import { foldName } from '../../ground/file-name.ts';

/** A longer name is taken for damage. */
const LONGEST_PATH = 4096;

/**
 * Whether a name in a tar is a path that stays below the folder into which the tar is unpacked, on every system:
 * relative, with `/` between its parts, without `.`, `..`, empty parts, control characters, backslashes, drive letters,
 * lone surrogates and code points that are no characters (Node on Windows ends at one of these without a message).
 */
export function isSafePath(name: string): boolean {
  return (
    name.isWellFormed() &&
    Buffer.byteLength(name) <= LONGEST_PATH &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    !/[\u0000-\u001f\u007f\\\p{Noncharacter_Code_Point}]|^[A-Za-z]:/u.test(name) &&
    name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

const FIRST = 1024;

/**
 * The names that were seen, for a million of them in 32 MB: of each it keeps 64 bits of a hash. Two names that differ
 * only by case or by the spelling of accents are the same, because some file systems cannot hold both.
 */
export class SeenNames {
  /** Pairs of words; a place with two zeros is free. */
  #words = new Uint32Array(2 * FIRST);
  #count = 0;

  /** Adds the name. Returns false when it, or one like it, was added before. */
  add(name: string): boolean {
    const digest = hash('sha256', foldName(name), 'binary');
    // Never two zeros.
    if (!put(this.#words, word(digest, 0), word(digest, 4) | 1)) return false;
    this.#count += 1;
    if (this.#count * 4 > this.#words.length) this.#grow();
    return true;
  }

  #grow(): void {
    const words = new Uint32Array(2 * this.#words.length);
    for (let at = 0; at < this.#words.length; at += 2) {
      const [low = 0, high = 0] = [this.#words[at], this.#words[at + 1]];
      if (high !== 0) put(words, low, high);
    }
    this.#words = words;
  }
}

/** Puts a pair into the first free place from its own on; false when it is there already. */
function put(words: Uint32Array, low: number, high: number): boolean {
  for (let at = (low * 2) % words.length; ; at = (at + 2) % words.length) {
    const [a, b] = [words[at], words[at + 1]];
    if (a === 0 && b === 0) {
      words[at] = low;
      words[at + 1] = high;
      return true;
    }
    if (a === low && b === high >>> 0) return false;
  }
}

/** Four characters of a digest. A text is cheaper than a buffer for each of a million names. */
function word(digest: string, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i += 1) value = value * 256 + digest.charCodeAt(i);
  return value;
}
