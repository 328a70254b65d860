import type { Answers } from '../record/read-answers.ts';
import { AnswerPaths } from './answer-paths.ts';
import type { Db } from './db.ts';

/** A submission whose records follow its own structure, because no form definition was used to read it. */
export interface UnreadSubmission {
  readonly id: number;
  readonly instanceId: string | null;
  readonly contentId: string;
  readonly xml: Uint8Array | null;
  readonly xmlFile: string | null;
}

/** A submission with a record that is damaged in the database. */
export interface DamagedSubmission extends UnreadSubmission {
  readonly formId: string | null;
  readonly version: string | null;
}

/** In SQL, whether a text is a JSON object. */
const isObject = (text: string): string =>
  `CASE WHEN json_valid(${text}) THEN json_type(${text}) = 'object' ELSE 0 END`;

/** The records of submissions. All writing is in the caller's transaction. */
export class Records {
  /** The paths of answers that no form definition names. */
  readonly paths: AnswerPaths;
  readonly #record;
  readonly #unread;
  readonly #guessed;
  readonly #damaged;
  readonly #readAgain;
  readonly #removeRecords;
  readonly #markRead;

  constructor(db: Db) {
    this.#record = db.prepare('INSERT INTO record VALUES (?,?,?,?,?,?,?)');
    this.paths = new AnswerPaths(db);
    this.#unread = db.prepare<[string, string | null, number], UnreadSubmission>(
      `SELECT id, instance_id AS instanceId, content_id AS contentId, xml, xml_file AS xmlFile
       FROM submission INDEXED BY submission_unread
       WHERE form_id = ? AND version IS ? AND id > ? AND read_by_form = 0 AND record_count > 0 ORDER BY id LIMIT 100`,
    );
    this.#guessed = db.prepare<[string, string, number], UnreadSubmission & { version: string | null }>(
      `SELECT id, version, instance_id AS instanceId, content_id AS contentId, xml, xml_file AS xmlFile FROM submission
       WHERE form_id = ? AND ifnull(version, '') NOT IN (SELECT value FROM json_each(?)) AND id > ?
         AND read_by_form = 0 AND record_count > 0 ORDER BY id LIMIT 100`,
    );
    this.#damaged = db.prepare<[], DamagedSubmission>(
      `SELECT id, form_id AS formId, version, instance_id AS instanceId, content_id AS contentId, xml, xml_file AS xmlFile
       FROM submission WHERE id IN (SELECT submission_id FROM record
         WHERE NOT ${isObject('"values"')} OR (repeats <> '' AND NOT ${isObject('repeats')}))`,
    );
    this.#readAgain = db.prepare(
      'UPDATE submission SET read_by_form = 0 WHERE form_id = ? AND version IS ? AND read_by_form = 1',
    );
    this.#removeRecords = db.prepare('DELETE FROM record WHERE submission_id = ?');
    this.#markRead = db.prepare('UPDATE submission SET record_count = ?, read_by_form = ? WHERE id = ?');
  }

  /** Adds a submission's records. */
  put(id: number, formId: string | null, { records, unnamedPaths }: Omit<Answers, 'readByForm'>): void {
    for (const r of records) {
      this.#record.run(id, r.ordinal, r.path, r.key, r.parentKey, r.values, r.repeats);
    }
    this.paths.put(formId ?? '', unnamedPaths);
  }

  /** Submissions of one form version that were read without its definition. */
  *readWithoutForm(formId: string, version: string | null): Generator<UnreadSubmission> {
    let after = 0;
    for (;;) {
      const rows = this.#unread.all(formId, version, after);
      yield* rows;
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = last.id;
    }
  }

  /** Submissions of a form with none of these versions: they are read by a guess from the other versions. */
  *readByGuess(
    formId: string,
    versions: readonly (string | null)[],
  ): Generator<UnreadSubmission & { readonly version: string | null }> {
    const known = JSON.stringify(versions.map((version) => version ?? ''));
    for (let after = 0; ; ) {
      const rows = this.#guessed.all(formId, known, after);
      yield* rows;
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = last.id;
    }
  }

  /** Submissions with a record that the disk has damaged. Reads all records. */
  damaged(): readonly DamagedSubmission[] {
    return this.#damaged.all();
  }

  /**
   * Marks all submissions of one form version to be read again, because its definition has changed. In the
   * caller's transaction.
   */
  readAgain(formId: string, version: string | null): void {
    this.#readAgain.run(formId, version);
  }

  /** Replaces a submission's records, in the caller's transaction. */
  replace(id: number, formId: string | null, answers: Answers): void {
    this.#removeRecords.run(id);
    this.put(id, formId, answers);
    this.#markRead.run(answers.records.length, answers.readByForm ? 1 : 0, id);
  }
}
