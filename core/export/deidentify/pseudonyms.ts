import { createHmac } from 'node:crypto';

/** 80 bits: a million submissions have two with the same pseudonym once in 10^12 times. */
const DIGITS = 20;

/** Keeps the originals of pseudonyms, for a linking table. A `Map` is one, as long as they are few. */
export interface Links extends Iterable<readonly [pseudonym: string, original: string]> {
  /** Does nothing when the pseudonym is there: its original is the same. */
  set(pseudonym: string, original: string): unknown;
  clear(): void;
}

/**
 * Makes pseudonyms: an HMAC-SHA-256 of a text under a key that never leaves the workspace. Without the key,
 * nobody can try out names or phone numbers. The same text always has the same pseudonym, so that rows, tables
 * and later exports still join.
 */
export class Pseudonyms {
  readonly #key: Uint8Array;
  /** Null when nobody asked for a linking table. */
  readonly #links: Links | null;

  constructor(key: Uint8Array, links: Links | null) {
    this.#key = key;
    this.#links = links;
  }

  /** Begins with a letter, so that no program takes it for a number or a formula. */
  of(text: string): string {
    const pseudonym = `p${createHmac('sha256', this.#key).update(text).digest('hex').slice(0, DIGITS)}`;
    this.#links?.set(pseudonym, text);
    return pseudonym;
  }

  clear(): void {
    this.#links?.clear();
  }
}
