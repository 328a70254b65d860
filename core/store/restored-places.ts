import type { KeyObject } from 'node:crypto';
import type { FileKeys } from '../model/workspace-keys.ts';
import { connect } from './connect.ts';
import { newPlace, renamer, type StoredFile, storedFiles } from './conversion/stored-files.ts';
import type { Db } from './db.ts';
import { closeScratch, openScratch } from './scratch-database.ts';

interface Row {
  readonly n: number;
  readonly file: string;
  readonly place: string | null;
}

const AT_ONCE = 500;

/**
 * The places in an encrypted workspace of files that a backup of a plain one has under readable names: for any number
 * of files, in a scratch database. Takes the restored database, which nobody has open, and its key.
 */
export class RestoredPlaces {
  readonly #scratch: Db;
  readonly #path: string;
  readonly #key: KeyObject;
  readonly #names: FileKeys;
  readonly #find;
  readonly #put;

  constructor(scratch: string, path: string, key: KeyObject, names: FileKeys) {
    this.#path = path;
    this.#key = key;
    this.#names = names;
    this.#scratch = openScratch(
      scratch,
      `CREATE TABLE restored_file (n INTEGER PRIMARY KEY, path TEXT NOT NULL, file TEXT NOT NULL, place TEXT) STRICT;
       CREATE INDEX restored_file_path ON restored_file (path)`,
    );
    this.#find = this.#scratch.prepare<[string], Row>(
      'SELECT n, file, place FROM restored_file WHERE path = ? LIMIT 1',
    );
    this.#put = this.#scratch.prepare<[string, string]>('UPDATE restored_file SET place = ? WHERE path = ?');
    this.#addAll();
  }

  #addAll(): void {
    const add = this.#scratch.prepare<[string, string]>(
      'INSERT INTO restored_file (path, file) VALUES (?, ?)',
    );
    const db = connect(this.#path, { key: this.#key, readonly: true, fileMustExist: true });
    try {
      for (const file of storedFiles(db)) add.run(`${file.folder}/${file.file}`, JSON.stringify(file));
    } finally {
      db.close();
    }
  }

  /**
   * The path for a file, from the workspace's folder, by its path in the backup and the MD5 of its content; null when no
   * row names it. From now on the rows that name it have this place.
   */
  placeOf(path: string, md5: string): string | null {
    const row = this.#find.get(path);
    if (row === undefined) return null;
    const file = JSON.parse(row.file) as StoredFile;
    const place = newPlace(file, file.md5 ?? md5, this.#names);
    this.#put.run(place, path);
    return `${file.folder}/${place}`;
  }

  /** Where a file is after `rename`, or would be if it had been restored. */
  nowAt(path: string): string {
    const row = this.#find.get(path);
    if (row === undefined) return path;
    const file = JSON.parse(row.file) as StoredFile;
    return `${file.folder}/${row.place ?? placeWithout(file, this.#names)}`;
  }

  /** Writes the places into the rows of the database. */
  rename(): void {
    const db = connect(this.#path, { key: this.#key, fileMustExist: true });
    try {
      const rename = renamer(db);
      const page = this.#scratch.prepare<[number], Row>(
        `SELECT n, file, place FROM restored_file WHERE n > ? ORDER BY n LIMIT ${AT_ONCE}`,
      );
      db.transaction(() => {
        for (let after = 0; ; ) {
          const rows = page.all(after);
          for (const { n, file: json, place } of rows) {
            const file = JSON.parse(json) as StoredFile;
            rename(file, place ?? placeWithout(file, this.#names));
            after = n;
          }
          if (rows.length < AT_ONCE) return;
        }
      })();
    } finally {
      db.close();
    }
  }

  /** Closes and removes the list. */
  close(): void {
    closeScratch(this.#scratch);
  }
}

/** The place of a file that is not there, as a conversion names it. */
function placeWithout(file: StoredFile, names: FileKeys): string {
  return newPlace(file, file.md5 ?? '', names);
}
