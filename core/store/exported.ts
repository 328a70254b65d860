import type { Db } from './database.ts';

/** What exports have written: which submissions, by the name that the caller gives the export, and which files. */
export class Exported {
  readonly #add;
  readonly #addFile;
  readonly #hasFile;

  constructor(db: Db) {
    this.#add = db.prepare(
      'INSERT OR IGNORE INTO exported SELECT ?, content_id FROM submission WHERE id = ?',
    );
    this.#addFile = db.prepare('INSERT OR IGNORE INTO exported_file (path) VALUES (?)');
    this.#hasFile = db.prepare<[string], number>('SELECT 1 FROM exported_file WHERE path = ?').pluck();
  }

  /** To be called in a transaction. */
  add(name: string, submissionIds: readonly number[]): void {
    for (const id of submissionIds) this.#add.run(name, id);
  }

  /** To be called in a transaction. Takes absolute paths. */
  addFiles(paths: readonly string[]): void {
    for (const path of paths) this.#addFile.run(path);
  }

  hasFile(path: string): boolean {
    return this.#hasFile.get(path) === 1;
  }
}
