import type { ProblemCode } from '../ground/problem.ts';
import type { Db } from './db.ts';

/** A submission that waits for a key, and the pull that brought it. */
export interface WaitingOfPull {
  readonly id: number;
  readonly pullId: number;
  readonly source: string;
  /** The form ID in its source's list; '' in a folder whose submissions name their form themselves. */
  readonly formId: string;
}

/** The present state of a submission. */
export interface Standing {
  readonly isSealed: boolean;
  readonly isReadable: boolean;
  /** The key that decrypted it. */
  readonly fingerprint: string | null;
  readonly codes: readonly ProblemCode[];
}

/** Submissions that wait for a key, by the pull that brought them, and what happened to them. */
export class WaitingOfPulls {
  readonly #waiting;
  readonly #standing;

  constructor(db: Db) {
    this.#waiting = db.prepare<[], WaitingOfPull>(
      `SELECT s.id, r.pull_id AS pullId, r.source, coalesce(min(l.form_id), s.form_id, '') AS formId
       FROM submission s INDEXED BY submission_sealed JOIN run r ON r.id = s.run_id
         LEFT JOIN listed l ON l.submission_id = s.id AND l.source = r.source
       WHERE s.state = 'sealed' AND r.pull_id IS NOT NULL GROUP BY s.id`,
    );
    this.#standing = db.prepare<
      [string],
      { id: number; isSealed: number; isReadable: number; fingerprint: string | null; codes: string }
    >(
      `SELECT s.id, s.state = 'sealed' AS isSealed, s.record_count > 0 AS isReadable,
         s.key_fingerprint AS fingerprint,
         (SELECT json_group_array(p.code) FROM problem p WHERE p.submission_id = s.id) AS codes
       FROM json_each(?) j CROSS JOIN submission s ON s.id = j.value`,
    );
  }

  /** All submissions that wait for a key and that a pull brought. */
  all(): readonly WaitingOfPull[] {
    return this.#waiting.all();
  }

  /** The state of these submissions, by id. One that is no longer here is left out. */
  standing(ids: readonly number[]): ReadonlyMap<number, Standing> {
    return new Map(
      this.#standing.all(JSON.stringify(ids)).map(({ id, isSealed, isReadable, fingerprint, codes }) => [
        id,
        {
          isSealed: isSealed === 1,
          isReadable: isReadable === 1,
          fingerprint,
          codes: JSON.parse(codes) as readonly ProblemCode[],
        },
      ]),
    );
  }
}
