import type { Db } from '../db.ts';
import { originsOf } from '../origins.ts';
import { rowOf } from '../readable.ts';
import { type BrowsedRow, type BrowsedSubmission, COLUMNS, ROW } from './columns.ts';

/** One version of a submission. */
export interface BrowsedVersion {
  readonly id: number;
  readonly instanceId: string | null;
  readonly storedAt: string;
  readonly isReadable: number;
  readonly isRow: number;
}

export interface BrowsedRecord {
  readonly ordinal: number;
  readonly path: string;
  readonly key: string;
  readonly parentKey: string | null;
  readonly values: string;
}

export interface BrowsedAttachment {
  readonly position: number;
  readonly name: string;
  readonly state: string;
  readonly size: number | null;
  readonly md5: string | null;
  readonly file: string | null;
}

/** What is here of one submission. The methods take its row id. */
export class SubmissionFacts {
  readonly #db: Db;
  readonly #row;
  readonly #one;
  readonly #records;
  readonly #attachments;

  constructor(db: Db) {
    this.#db = db;
    this.#row = db.prepare<[number, number], BrowsedRow>(
      `SELECT ${ROW} FROM submission s JOIN record r ON r.submission_id = s.id WHERE s.id = ? AND r.ordinal = ?`,
    );
    this.#one = db.prepare<[number], BrowsedSubmission>(`SELECT ${COLUMNS} FROM submission s WHERE s.id = ?`);
    this.#records = db.prepare<[number], BrowsedRecord>(
      `SELECT ordinal, path, key, parent_key AS parentKey, "values" FROM record WHERE submission_id = ? ORDER BY ordinal`,
    );
    this.#attachments = db.prepare<[number], BrowsedAttachment>(
      'SELECT position, name, state, size, md5, file FROM attachment WHERE submission_id = ? ORDER BY position',
    );
  }

  row(id: number, ordinal: number): BrowsedRow | null {
    return this.#row.get(id, ordinal) ?? null;
  }

  submission(id: number): BrowsedSubmission | null {
    return this.#one.get(id) ?? null;
  }

  records(id: number): BrowsedRecord[] {
    return this.#records.all(id);
  }

  attachments(id: number): BrowsedAttachment[] {
    return this.#attachments.all(id);
  }

  /** The names of the servers, with their projects, and of the folders that list a submission. */
  sourcesOf(id: number): string[] {
    const names = this.#db
      .prepare<[number], string | null>(
        `SELECT ${originsOf('s', 'char(10)')} FROM submission s WHERE s.id = ?`,
      )
      .pluck()
      .get(id);
    return names == null ? [] : names.split('\n');
  }

  problemsOf(id: number): { readonly code: string; readonly params: string }[] {
    return this.#db
      .prepare<[number], { code: string; params: string }>(
        'SELECT code, params FROM problem WHERE submission_id = ? ORDER BY id',
      )
      .all(id);
  }

  /**
   * All versions of an edited submission that are here: the current one first, then by row id. Only the
   * submission itself when it was not edited.
   */
  versionsOf(id: number): BrowsedVersion[] {
    return this.#db
      .prepare<[object], BrowsedVersion>(
        `SELECT s.id, s.instance_id AS instanceId, s.stored_at AS storedAt, s.record_count > 0 AS isReadable, s.row_id IS NULL AS isRow
         FROM submission s WHERE s.id = ${rowOf('@id')}
           OR s.id IN (SELECT v.id FROM submission v INDEXED BY submission_versions WHERE v.row_id = ${rowOf('@id')})
         ORDER BY isRow DESC, s.id DESC`,
      )
      .all({ id });
  }

  keepsCiphertext(id: number): boolean {
    return (
      this.#db
        .prepare<[number], number>('SELECT 1 FROM ciphertext WHERE submission_id = ? LIMIT 1')
        .pluck()
        .get(id) === 1
    );
  }

  xml(id: number): { readonly xml: Uint8Array | null; readonly file: string | null } | null {
    return (
      this.#db
        .prepare<[number], { xml: Uint8Array | null; file: string | null }>(
          'SELECT xml, xml_file AS file FROM submission WHERE id = ?',
        )
        .get(id) ?? null
    );
  }
}
