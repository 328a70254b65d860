import { join } from 'node:path';
import { makeWorkFolder, removeWorkFolder } from '../ground/work-folders.ts';
import type { Db } from './db.ts';
import { closeScratch, openScratch } from './scratch-database.ts';

const SCHEMA = 'CREATE TABLE link (pseudonym TEXT PRIMARY KEY, original TEXT NOT NULL)';

/**
 * The pseudonyms of one export with their originals, each once, in the order in which they came. There may be
 * more than the memory holds, so they wait in an encrypted scratch database in the workspace, which is there
 * from the first pseudonym until `clear`.
 */
export class PseudonymLinks {
  readonly #incomingFolder: string;
  #open: { readonly folder: string; readonly db: Db; add(pseudonym: string, original: string): void } | null =
    null;

  /** Takes the folder of the workspace for what comes in. */
  constructor(incomingFolder: string) {
    this.#incomingFolder = incomingFolder;
  }

  /** Throws SQLite's errors. */
  set(pseudonym: string, original: string): void {
    this.#open ??= this.#start();
    this.#open.add(pseudonym, original);
  }

  /** Forgets all of them. May be called at any time, and more than once. */
  clear(): void {
    if (this.#open === null) return;
    const { folder, db } = this.#open;
    this.#open = null;
    closeScratch(db);
    removeWorkFolder(folder);
  }

  *[Symbol.iterator](): Iterator<readonly [pseudonym: string, original: string]> {
    const rows = this.#open?.db
      .prepare<[], readonly [string, string]>('SELECT pseudonym, original FROM link ORDER BY rowid')
      .raw()
      .iterate();
    if (rows !== undefined) yield* rows;
  }

  #start() {
    const folder = makeWorkFolder(this.#incomingFolder, 'spool');
    const db = openScratch(join(folder, 'links'), SCHEMA);
    const insert = db.prepare<[string, string]>('INSERT OR IGNORE INTO link VALUES (?, ?)');
    return { folder, db, add: (pseudonym: string, original: string) => void insert.run(pseudonym, original) };
  }
}
