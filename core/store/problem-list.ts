import type { ProblemData } from '../ground/problem.ts';
import type { Db } from './db.ts';
import { isOfForm } from './form-locators.ts';
import { isRow } from './readable.ts';

/** One problem as lists show it, with its submission where it has one. */
export interface StoredProblem extends ProblemData {
  readonly submissionId: number | null;
  readonly formId: string | null;
  readonly instanceId: string | null;
  readonly file: string | null;
}

interface ProblemRow {
  readonly submission_id: number | null;
  readonly form_id: string | null;
  readonly instance_id: string | null;
  readonly code: ProblemData['code'];
  readonly params: string;
  readonly file: string | null;
}

/** The open problems. */
export class ProblemList {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Every open problem: of submissions' current rows; of refs that could not be downloaded; and of whole
   * forms (their lists and definitions), without an ID.
   */
  all(formId: string | null): StoredProblem[] {
    return this.#db
      .prepare<[string | null, string | null], ProblemRow>(
        `SELECT p.submission_id, ifnull(p.form_id, s.form_id) AS form_id,
           ifnull(s.instance_id, CASE WHEN NOT ${isOfForm('p.locator')} THEN p.locator END) AS instance_id, p.code, p.params, p.file
         FROM problem p LEFT JOIN submission s ON s.id = p.submission_id
         WHERE (? IS NULL OR ifnull(p.form_id, s.form_id) = ?) AND (s.id IS NULL OR ${isRow('s')}) ORDER BY p.id`,
      )
      .all(formId, formId)
      .map(({ submission_id, form_id, instance_id, code, params, file }) => ({
        submissionId: submission_id,
        formId: form_id,
        instanceId: instance_id,
        code,
        params: JSON.parse(params) as ProblemData['params'],
        file,
      }));
  }

  /** How many problems there are of each code, the most frequent first. */
  counts(): { readonly code: ProblemData['code']; readonly count: number }[] {
    return this.#db
      .prepare<[], { code: ProblemData['code']; count: number }>(
        `SELECT code, count(*) AS count FROM problem p WHERE p.submission_id IS NULL OR EXISTS (
           SELECT 1 FROM submission s WHERE s.id = p.submission_id AND ${isRow('s')})
         GROUP BY code ORDER BY count DESC, code`,
      )
      .all();
  }

  /** The newest problem of a code; null when there is none any more. */
  newest(code: ProblemData['code']): ProblemData | null {
    const params = this.#db
      .prepare<[string], string>('SELECT params FROM problem WHERE code = ? ORDER BY id DESC LIMIT 1')
      .pluck()
      .get(code);
    return params === undefined ? null : { code, params: JSON.parse(params) as ProblemData['params'] };
  }
}
