import type { RepairReason, SignatureState } from '../model/states.ts';
import type { Db } from './db.ts';
import { DELETED_IDS, UNLISTED_IDS } from './on-server.ts';
import { HAS_PROBLEM, IS_NOT_READABLE, isRow, NOT_STORED } from './readable.ts';

export interface FormCounts {
  readonly formId: string | null;
  /** `submissions = readable + notReadable`, as everywhere; the states beside them say how far each has come. */
  readonly submissions: number;
  readonly readable: number;
  readonly notReadable: number;
  readonly decrypted: number;
  readonly sealed: number;
  readonly incomplete: number;
  readonly failed: number;
  readonly withProblems: number;
  /** Deleted on their servers, and still here. */
  readonly deletedOnServer: number;
  /** No longer listed by their servers for this account, and still here. The servers may still have them. */
  readonly noLongerListed: number;
}

export interface SignatureCount {
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly submissions: number;
}

/** How many submissions are here, and how they stand. */
export class Counts {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  byForm(): FormCounts[] {
    return this.#db
      .prepare<[], FormCounts>(
        `SELECT form_id AS formId, count(*) AS submissions,
           sum(record_count > 0) AS readable, sum(record_count = 0) AS notReadable,
           sum(state = 'decrypted') AS decrypted, sum(state = 'sealed') AS sealed,
           sum(state = 'incomplete') AS incomplete, sum(state = 'failed') AS failed,
           sum(EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = submission.id)) AS withProblems,
           sum(id IN (${DELETED_IDS})) AS deletedOnServer,
           sum(id IN (${UNLISTED_IDS})) AS noLongerListed
         FROM submission WHERE ${isRow('submission')} GROUP BY form_id ORDER BY form_id`,
      )
      .all();
  }

  /** All submissions that are here, each counted once, and how many of them are readable. */
  hereOnce(): { readonly here: number; readonly readable: number; readonly notReadable: number } {
    const { here = 0, readable = 0 } =
      this.#db
        .prepare<[], { here: number; readable: number }>(
          `SELECT count(*) AS here, ifnull(sum(record_count > 0), 0) AS readable
           FROM submission INDEXED BY submission_reading WHERE row_id IS NULL`,
        )
        .get() ?? {};
    return { here, readable, notReadable: here - readable };
  }

  /** Submissions with something wrong, each counted once: not readable, with a warning, or not stored. */
  withProblems(): number {
    return (
      this.#db
        .prepare<[], number>(
          `SELECT (SELECT count(DISTINCT s.id) FROM problem p JOIN submission s ON s.id = p.submission_id WHERE ${isRow('s')})
             + (SELECT count(*) FROM submission s WHERE ${IS_NOT_READABLE} AND NOT ${HAS_PROBLEM}
               AND ${isRow('s')})
             + (SELECT count(DISTINCT l.id) FROM ${NOT_STORED})`,
        )
        .pluck()
        .get() ?? 0
    );
  }

  /** How many submissions are here whose answers can be read. */
  readable(): number {
    return (
      this.#db.prepare<[], number>('SELECT count(*) FROM submission WHERE record_count > 0').pluck().get() ??
      0
    );
  }

  /** How many forms are known: by their definitions, by what sources list, or by a submission. */
  forms(): number {
    return (
      this.#db
        .prepare<[], number>(
          // Uses the index to jump from form to form, and does not read all submissions.
          `WITH RECURSIVE named(form_id) AS (
             SELECT min(form_id) FROM submission
             UNION ALL SELECT (SELECT min(s.form_id) FROM submission s WHERE s.form_id > named.form_id)
               FROM named WHERE named.form_id IS NOT NULL)
           SELECT count(*) FROM (SELECT form_id FROM form UNION SELECT form_id FROM source_form
             UNION SELECT form_id FROM named WHERE form_id IS NOT NULL)`,
        )
        .pluck()
        .get() ?? 0
    );
  }

  /** How many submissions of a form are here, by the version that they name. */
  versions(formId: string): ReadonlyMap<string | null, number> {
    const rows = this.#db
      .prepare<[string], { version: string | null; count: number }>(
        `SELECT version, count(*) AS count FROM submission WHERE form_id = ? AND ${isRow('submission')}
         GROUP BY version ORDER BY version DESC`,
      )
      .all(formId);
    return new Map(rows.map(({ version, count }) => [version, count]));
  }

  signatures(): SignatureCount[] {
    return this.#db
      .prepare<[], SignatureCount>(
        `SELECT signature, repaired, count(*) AS submissions FROM submission
         WHERE encrypted = 1 AND ${isRow('submission')} GROUP BY signature, repaired ORDER BY submissions DESC`,
      )
      .all();
  }

  hasForm(formId: string): boolean {
    return (
      this.#db
        .prepare<[string, string], number>(
          'SELECT 1 FROM form WHERE form_id = ? UNION SELECT 1 FROM submission WHERE form_id = ? LIMIT 1',
        )
        .pluck()
        .get(formId, formId) === 1
    );
  }

  /** The rows that this server once listed and that were deleted since. */
  deletedAt(source: string): Set<number> {
    return new Set(this.#db.prepare<[string], number>(`${DELETED_IDS} AND g.source = ?`).pluck().all(source));
  }

  /** The rows that this server once listed and that no server lists any more for this account. */
  unlistedAt(source: string): Set<number> {
    return new Set(
      this.#db.prepare<[string], number>(`${UNLISTED_IDS} AND g.source = ?`).pluck().all(source),
    );
  }
}
