import { createHmac } from 'node:crypto';

/** 80 bits: a million submissions have two with the same pseudonym once in 10^12 times. */
const DIGITS = 20;

/**
 * Makes pseudonyms: an HMAC-SHA-256 of a text under a key that never leaves the workspace. Without the key,
 * nobody can try out names or phone numbers. The same text always has the same pseudonym, so that rows, tables
 * and later exports still join.
 */
export class Pseudonyms {
  readonly #key: Uint8Array;
  /** The originals, for a linking table; null when nobody asked for one. */
  readonly #originals: Map<string, string> | null;

  constructor(key: Uint8Array, isLinked: boolean) {
    this.#key = key;
    this.#originals = isLinked ? new Map() : null;
  }

  /** Begins with a letter, so that no program takes it for a number or a formula. */
  of(text: string): string {
    const pseudonym = `p${createHmac('sha256', this.#key).update(text).digest('hex').slice(0, DIGITS)}`;
    this.#originals?.set(pseudonym, text);
    return pseudonym;
  }

  /** Each pseudonym so far with its original. */
  linked(): Iterable<readonly [pseudonym: string, original: string]> {
    return this.#originals ?? [];
  }

  clear(): void {
    this.#originals?.clear();
  }
}
