import type { Db } from './db.ts';

/** A file as an export wrote it. */
export interface ExportedFile {
  /** Absolute. */
  readonly path: string;
  /** ISO 8601. Null, like the two fields below, for files from before this was stored. */
  readonly madeAt: string | null;
  readonly size: number | null;
  readonly modifiedMs: number | null;
  /** The form of its rows, and the absolute path of the main file that was written with it. */
  readonly formId: string | null;
  readonly mainPath: string | null;
}

const COLUMNS =
  'path, made_at AS madeAt, size, modified_ms AS modifiedMs, form_id AS formId, main_path AS mainPath';

/**
 * What exports have written: which submissions, under the name that the caller gives the export, and which
 * files.
 */
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

  /** Call this in a transaction. */
  add(name: string, submissionIds: readonly number[]): void {
    for (const id of submissionIds) this.#add.run(name, id);
  }

  /** Call this in a transaction. */
  addFiles(files: readonly ExportedFile[]): void {
    for (const file of files) this.#addFile.run(file);
  }

  /** The file at this absolute path, as an export wrote it; null when no export has written it. */
  find(path: string): ExportedFile | null {
    return this.#find.get(path) ?? null;
  }

  /** The paths of the files that were last written together with this main file, the main file included. */
  madeWith(mainPath: string): readonly string[] {
    return this.#madeWith.all(mainPath);
  }

  /** All files that exports have written, even if they were moved since. */
  files(): readonly ExportedFile[] {
    return this.#all.all();
  }

  /** Forgets a file that is gone. */
  forgetFile(path: string): void {
    this.#forgetFile.run(path);
  }
}
