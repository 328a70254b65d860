import type { OpenedByKey } from '../model/pull.ts';
import type { Db } from './db.ts';

/**
 * SQL for the key that a version of a form asks for. Takes the alias `v`, with `form_id` and `version`. It is
 * the key in the version's definition. Where that definition is not here, it is the key that decrypted other
 * submissions of the same version. NULL when neither is known. The key of another version is never used:
 * forms change their keys.
 */
export const KEY_OF_VERSION = `coalesce(
  (SELECT f.key_fingerprint FROM form f WHERE f.form_id = v.form_id AND f.version IS v.version
    ORDER BY f.last_run DESC, f.id DESC LIMIT 1),
  (SELECT o.key_fingerprint FROM submission o WHERE o.form_id = v.form_id AND o.version IS v.version
    AND o.key_fingerprint IS NOT NULL LIMIT 1))`;

/** Submissions of one version of a form that wait for a key. */
export interface WaitingVersion {
  readonly formId: string;
  /** null is "no version". */
  readonly version: string | null;
  readonly waiting: number;
  /** The key that this version asks for; null when it is not known. */
  readonly fingerprint: string | null;
}

/** The submissions that wait for a key, and the keys that decrypted the others, by form version. */
export class VersionKeys {
  readonly #waiting;
  readonly #byForm;
  readonly #opened;
  readonly #openedInRun;

  constructor(db: Db) {
    this.#waiting = db.prepare<[], WaitingVersion>(
      `SELECT v.form_id AS formId, v.version, v.waiting, ${KEY_OF_VERSION} AS fingerprint
       FROM (SELECT form_id, version, count(*) AS waiting FROM submission INDEXED BY submission_sealed
         WHERE state = 'sealed' AND form_id IS NOT NULL GROUP BY form_id, version) v
       ORDER BY v.form_id, v.version DESC`,
    );
    this.#byForm = db.prepare<[], { formId: string; waiting: number }>(
      `SELECT form_id AS formId, count(*) AS waiting FROM submission INDEXED BY submission_sealed
       WHERE state = 'sealed' AND form_id IS NOT NULL GROUP BY form_id`,
    );
    this.#opened = db.prepare<[number], OpenedByKey>(
      `SELECT key_fingerprint AS fingerprint, count(*) AS submissions FROM submission INDEXED BY submission_run
       WHERE run_id IN (SELECT id FROM run WHERE pull_id = ?) AND key_fingerprint IS NOT NULL AND record_count > 0
       GROUP BY key_fingerprint ORDER BY submissions DESC, key_fingerprint`,
    );
    this.#openedInRun = db.prepare<[number], OpenedByKey>(
      `SELECT key_fingerprint AS fingerprint, count(*) AS submissions FROM submission INDEXED BY submission_run
       WHERE run_id = ? AND key_fingerprint IS NOT NULL AND record_count > 0
       GROUP BY key_fingerprint ORDER BY submissions DESC, key_fingerprint`,
    );
  }

  /** Every version of a form with a submission that waits for a key. */
  waiting(): WaitingVersion[] {
    return this.#waiting.all();
  }

  /** How many submissions of each form wait for a key, over all versions. */
  waitingByForm(): ReadonlyMap<string, number> {
    return new Map(this.#byForm.all().map(({ formId, waiting }) => [formId, waiting]));
  }

  /**
   * How many readable submissions a pull has stored, by the key that decrypted them; the largest number
   * first.
   */
  openedBy(pullId: number): OpenedByKey[] {
    return this.#opened.all(pullId);
  }

  /** The same for a run. */
  openedInRun(runId: number): OpenedByKey[] {
    return this.#openedInRun.all(runId);
  }
}
