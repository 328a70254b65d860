import { problemData } from '../ground/problem.ts';
import type { OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import type { Arrival } from './arrival.ts';
import type { Existing } from './better-copy.ts';
import type { Db } from './db.ts';
import { hasInstance } from './submission-ids.ts';

/**
 * What only the store can see about a copy: the other copies that are here, and what its form and its server
 * say.
 */
export class CopiesBeside {
  readonly #sameInstance;
  readonly #isDraft;
  readonly #isListedDraft;
  readonly #hasConflict;
  readonly #endConflict;
  readonly #formKey;
  readonly #isOpenedThere;
  readonly #sealed;

  constructor(db: Db) {
    this.#sameInstance = db
      .prepare<[object], number>(
        `SELECT id FROM submission
         WHERE ${hasInstance('@instanceId')} AND ifnull(form_id, '') = @formKey AND id <> @id AND is_draft = 0`,
      )
      .pluck();
    this.#isListedDraft = db
      .prepare<[string, string, string], number | null>(
        'SELECT is_draft FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
      )
      .pluck();
    this.#isDraft = db
      .prepare<[number], number>('SELECT 1 FROM submission WHERE id = ? AND is_draft = 1')
      .pluck();
    this.#hasConflict = db
      .prepare<[number], number>(
        "SELECT 1 FROM problem WHERE submission_id = ? AND code = 'submission.conflict'",
      )
      .pluck();
    this.#endConflict = db.prepare(
      "DELETE FROM problem WHERE submission_id = ? AND code = 'submission.conflict'",
    );
    this.#formKey = db
      .prepare<[string, string | null], string | null>(
        // The definition of the submission's own version gives the key; without that definition, the newest
        // one does.
        `SELECT key_fingerprint FROM form WHERE form_id = ?
         ORDER BY version IS ? DESC, last_run DESC, id DESC LIMIT 1`,
      )
      .pluck();
    this.#isOpenedThere = db
      .prepare<[string, string], number>(
        'SELECT is_opened_there FROM source_form WHERE source = ? AND form_id = ?',
      )
      .pluck();
    this.#sealed = db
      .prepare<[object], number>(
        `SELECT id FROM submission
         WHERE ${hasInstance('@instanceId')} AND ifnull(form_id, '') = @formKey AND id <> @id
           AND encrypted = 1 AND state = 'sealed'`,
      )
      .pluck();
  }

  /**
   * The encrypted copies here that only their server could decrypt, now that the server has sent it
   * decrypted.
   */
  openedByServer(id: number, opened: OpenedSubmission, { source, ref }: Arrival): readonly number[] {
    const { encrypted, instanceId, formId } = opened;
    if (encrypted || instanceId === null || this.#isOpenedThere.get(source, ref.formId) !== 1) return [];
    return this.#sealed.all({ instanceId, formKey: formId ?? '', id });
  }

  /** Fingerprint of the key in a form's definition; null where the definition has no key or is not here. */
  keyOfForm(formId: string | null, version: string | null): string | null {
    return formId === null ? null : (this.#formKey.get(formId, version) ?? null);
  }

  /** The problem of a plain submission whose form asks for encryption; null where this is expected. */
  plainProblem(opened: OpenedSubmission, { source, ref }: Arrival): SubmissionProblem | null {
    const { encrypted, formId, version } = opened;
    if (encrypted || this.keyOfForm(formId, version) === null) return null;
    // Collect encrypts finished submissions only.
    if (this.#isListedDraft.get(source, ref.formId, ref.locator) === 1) return null;
    // Expected: this server decrypts the submissions itself.
    if (this.#isOpenedThere.get(source, ref.formId) === 1) return null;
    return { ...problemData('submission.not_encrypted', {}), file: null };
  }

  /**
   * The submissions in a conflict that do not have its problem yet, this one included. All of them get it,
   * whichever came first.
   */
  sidesToTell(id: number, { instanceId, formId }: OpenedSubmission): readonly number[] {
    const others =
      instanceId === null ? [] : this.#sameInstance.all({ instanceId, formKey: formId ?? '', id });
    // A draft is an earlier state of the finished submission, and not a conflict.
    if (others.length === 0 || this.#isDraft.get(id) === 1) return [];
    return [id, ...others].filter((side) => this.#hasConflict.get(side) !== 1);
  }

  /** Removes the problem of a conflict when only one submission of it is left. */
  endConflict({ instanceId, formId }: Pick<Existing, 'instanceId' | 'formId'>): void {
    const left =
      instanceId === null ? [] : this.#sameInstance.all({ instanceId, formKey: formId ?? '', id: 0 });
    const [only] = left;
    if (left.length === 1 && only !== undefined) this.#endConflict.run(only);
  }
}

export const CONFLICT: SubmissionProblem = { ...problemData('submission.conflict', {}), file: null };
