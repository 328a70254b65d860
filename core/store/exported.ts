import type { Db } from './database.ts';

/** A file as an export left it. */
export interface ExportedFile {
  /** Absolute. */
  readonly path: string;
  /** ISO 8601; null for files of the time when it was not written down, like the two below. */
  readonly madeAt: string | null;
  readonly size: number | null;
  readonly modifiedMs: number | null;
}

/** What exports have written: which submissions, by the name that the caller gives the export, and which files. */
export class Exported {
  readonly #add;
  readonly #addFile;
  readonly #find;
  readonly #all;
  readonly #forgetFile;

  constructor(db: Db) {
    this.#add = db.prepare(
      'INSERT OR IGNORE INTO exported SELECT ?, content_id FROM submission WHERE id = ?',
    );
    this.#addFile = db.prepare<[ExportedFile]>(
      `INSERT OR REPLACE INTO exported_file (path, made_at, size, modified_ms)
       VALUES (@path, @madeAt, @size, @modifiedMs)`,
    );
    this.#find = db.prepare<[string], ExportedFile>(
      `SELECT path, made_at AS madeAt, size, modified_ms AS modifiedMs FROM exported_file WHERE path = ?`,
    );
    this.#all = db.prepare<[], ExportedFile>(
      `SELECT path, made_at AS madeAt, size, modified_ms AS modifiedMs FROM exported_file ORDER BY path`,
    );
    this.#forgetFile = db.prepare('DELETE FROM exported_file WHERE path = ?');
  }

  /** To be called in a transaction. */
  add(name: string, submissionIds: readonly number[]): void {
    for (const id of submissionIds) this.#add.run(name, id);
  }

  /** To be called in a transaction. */
  addFiles(files: readonly ExportedFile[]): void {
    for (const file of files) this.#addFile.run(file);
  }

  /** The file of this absolute path as it was left; null when no export has written it. */
  find(path: string): ExportedFile | null {
    return this.#find.get(path) ?? null;
  }

  /** All files that exports have written, wherever they are now. */
  files(): readonly ExportedFile[] {
    return this.#all.all();
  }

  /** Forgets a file that is gone. */
  forgetFile(path: string): void {
    this.#forgetFile.run(path);
  }
}
