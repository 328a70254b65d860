import { randomBytes } from 'node:crypto';
import type { Db } from './db.ts';

/**
 * The key under which exports replace IDs and names by pseudonyms. It never leaves the workspace. In a plain
 * workspace it lies on the disk as it is, like the answers themselves.
 */
export class PseudonymKey {
  readonly #begin;
  readonly #key;

  constructor(db: Db) {
    this.#begin = db.prepare<[Buffer]>(
      'INSERT INTO pseudonym_key (id, "key") VALUES (1, ?) ON CONFLICT DO NOTHING',
    );
    this.#key = db.prepare<[], Buffer>('SELECT "key" FROM pseudonym_key').pluck();
  }

  /** The key. It is made at the first call, and never changes: later exports have the same pseudonyms. */
  key(): Uint8Array {
    const known = this.#key.get();
    if (known !== undefined) return known;
    this.#begin.run(randomBytes(32));
    const made = this.#key.get();
    if (made === undefined) throw new Error('no key for pseudonyms');
    return made;
  }
}
