import type { KeyObject } from 'node:crypto';
import { connect } from './connect.ts';
import { openReadOnly } from './database.ts';
import { faultsOf } from './database-faults.ts';
import type { Db } from './db.ts';

/** What belongs to one form in a copy. */
export interface FormCount {
  readonly formId: string | null;
  readonly submissions: number;
  readonly records: number;
}

/** A copy of a workspace's database that nobody changes. Close it. */
export class DatabaseCopy {
  readonly #db: Db;

  /** Opens the copy for reading: a file, or the bytes of a plain one. Throws `store.*` problems, and SQLite's errors. */
  constructor(copy: string | Buffer, key: KeyObject | null) {
    this.#db = typeof copy === 'string' ? openReadOnly(copy, key) : connect(copy, { key: null });
    // A copy is read once, from its beginning to its end.
    this.#db.pragma('cache_size = -8000');
  }

  /** The version of the database's format. */
  format(): number {
    return this.#db.pragma('user_version', { simple: true }) as number;
  }

  /**
   * The files that the database names, by their paths in the workspace's folder, with `/`. A file may come
   * several times.
   */
  *files(): Generator<string> {
    for (const [table, column, folder] of NAMING) {
      const sql = `SELECT '${folder}/' || ${column} FROM ${table} WHERE ${column} IS NOT NULL`;
      yield* this.#db.prepare<[], string>(sql).pluck().iterate();
    }
  }

  /** How many submissions (as `Counts.byForm`) and records each form has, in the order of form IDs. */
  counts(): readonly FormCount[] {
    return this.#db
      .prepare<[], FormCount>(
        `SELECT form_id AS formId, sum(row_id IS NULL) AS submissions, sum(record_count) AS records
         FROM submission GROUP BY form_id ORDER BY form_id`,
      )
      .all();
  }

  /** What SQLite's own check finds (`faultsOf`). */
  faults(): readonly string[] {
    return faultsOf(this.#db);
  }

  close(): void {
    this.#db.close();
  }
}

/** Which columns name files, and the folder they are in. */
const NAMING = [
  ['attachment', 'file', 'files'],
  ['submission', 'xml_file', 'files'],
  ['ciphertext', 'file', 'ciphertext'],
] as const;
