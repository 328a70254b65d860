import type { ArchivedFile } from './backup-index.ts';
import type { Db } from './db.ts';
import { closeScratch, openScratch } from './scratch-database.ts';

interface Row extends Omit<ArchivedFile, 'sha256'> {
  readonly sha256: Buffer;
}

const AT_ONCE = 500;

/**
 * The files that snapshots name, to be met in their volumes: for any number of files, in a scratch database.
 */
export class ExpectedFiles {
  readonly #db: Db;
  readonly #add;
  readonly #find;
  readonly #met;
  readonly #page;

  /** Makes the list in a file that does not exist yet; null: in memory. */
  constructor(path: string | null) {
    this.#db = openScratch(
      path,
      `CREATE TABLE file (volume INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
         sha256 BLOB NOT NULL, is_met INTEGER NOT NULL, PRIMARY KEY (volume, path)) STRICT, WITHOUT ROWID`,
    );
    this.#add = this.#db.prepare<[number, string, number, number, Uint8Array]>(
      'INSERT INTO file VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING',
    );
    this.#find = this.#db.prepare<[number, string], Row>(
      'SELECT volume, path, size, modified, sha256 FROM file WHERE volume = ? AND path = ?',
    );
    this.#met = this.#db.prepare<[number, string]>(
      'UPDATE file SET is_met = 1 WHERE volume = ? AND path = ?',
    );
    this.#page = this.#db.prepare<[number, number, string], Row>(
      `SELECT volume, path, size, modified, sha256 FROM file
       WHERE is_met = ? AND (volume, path) > (?, ?) ORDER BY volume, path LIMIT ${AT_ONCE}`,
    );
  }

  add({ volume, path, size, modified, sha256 }: ArchivedFile): void {
    this.#add.run(volume, path, size, modified, Buffer.from(sha256, 'hex'));
  }

  /** What is expected under this path in a volume; null: nothing. */
  find(volume: number, path: string): ArchivedFile | null {
    const row = this.#find.get(volume, path);
    return row === undefined ? null : archived(row);
  }

  /** Notes that the file was found as it should be. */
  meet(volume: number, path: string): void {
    this.#met.run(volume, path);
  }

  /** The files that were met, in the order of volumes and paths. */
  met(): Generator<ArchivedFile> {
    return this.#all(1);
  }

  /** Those that were not. */
  unmet(): Generator<ArchivedFile> {
    return this.#all(0);
  }

  *#all(isMet: 0 | 1): Generator<ArchivedFile> {
    let after: readonly [number, string] = [0, ''];
    for (;;) {
      const rows = this.#page.all(isMet, ...after);
      for (const row of rows) yield archived(row);
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = [last.volume, last.path];
    }
  }

  /** How many files are expected, and their bytes. */
  totals(): { readonly files: number; readonly bytes: number } {
    const sql = 'SELECT count(*) AS files, ifnull(sum(size), 0) AS bytes FROM file';
    return this.#db.prepare<[], { files: number; bytes: number }>(sql).get() ?? { files: 0, bytes: 0 };
  }

  /** The volumes that are expected to have files, in order. */
  volumes(): readonly number[] {
    return this.#db.prepare<[], number>('SELECT DISTINCT volume FROM file ORDER BY volume').pluck().all();
  }

  /** Closes and removes the list. */
  close(): void {
    closeScratch(this.#db);
  }
}

function archived({ sha256, ...row }: Row): ArchivedFile {
  return { ...row, sha256: sha256.toString('hex') };
}
