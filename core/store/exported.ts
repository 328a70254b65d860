import type { Db } from './db.ts';

/** A file as an export left it. */
export interface ExportedFile {
  /** Absolute. */
  readonly path: string;
  /** ISO 8601; null for files of the time when it was not written down, like the two below. */
  readonly madeAt: string | null;
  readonly size: number | null;
  readonly modifiedMs: number | null;
  /** The form whose rows it has, and the main file that it was written with, by its absolute path. */
  readonly formId: string | null;
  readonly mainPath: string | null;
}

const COLUMNS =
  'path, made_at AS madeAt, size, modified_ms AS modifiedMs, form_id AS formId, main_path AS mainPath';

/** What exports have written: which submissions, by the name that the caller gives the export, and which files. */
export class Exported {
  readonly #add;
  readonly #addFile;
  readonly #find;
  readonly #all;
  readonly #madeWith;
  readonly #forgetFile;

  constructor(db: Db) {
    this.#add = db.prepare(
      'INSERT OR IGNORE INTO exported SELECT ?, content_id FROM submission WHERE id = ?',
    );
    this.#addFile = db.prepare<[ExportedFile]>(
      `INSERT OR REPLACE INTO exported_file (path, made_at, size, modified_ms, form_id, main_path)
       VALUES (@path, @madeAt, @size, @modifiedMs, @formId, @mainPath)`,
    );
    this.#find = db.prepare<[string], ExportedFile>(`SELECT ${COLUMNS} FROM exported_file WHERE path = ?`);
    this.#all = db.prepare<[], ExportedFile>(`SELECT ${COLUMNS} FROM exported_file ORDER BY path`);
    this.#madeWith = db
      .prepare<[string], string>('SELECT path FROM exported_file WHERE main_path = ? ORDER BY path')
      .pluck();
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

  /** The paths of the files that were last written together with that main file, itself among them. */
  madeWith(mainPath: string): readonly string[] {
    return this.#madeWith.all(mainPath);
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
