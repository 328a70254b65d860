import type { OpenedSubmission } from '../model/opened.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Db } from './db.ts';

/**
 * Plain submissions without an instance ID, of which the place is a part of what they are: two with the same answers in
 * two folders are two. The same folder, moved or packed with all around it, is still the same one; and so is what an
 * earlier version kept under another identity.
 */
export class MovedCopies {
  readonly #find;
  readonly #isHere;
  readonly #isFormer;

  constructor(db: Db) {
    this.#isHere = db
      .prepare<[string, string], number>(
        "SELECT 1 FROM submission WHERE content_id = ? AND ifnull(form_id, '') = ?",
      )
      .pluck();
    this.#isFormer = db
      .prepare<[string, string, string | null], number>(
        "SELECT 1 FROM submission WHERE content_id = ? AND ifnull(form_id, '') = ? AND instance_id = ?",
      )
      .pluck();
    this.#find = db
      .prepare<[object], string>(
        `SELECT s.content_id FROM submission s
         WHERE s.plain_id = @plainId AND s.own_name = @ownName AND ifnull(s.form_id, '') = @formKey
           AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.submission_id = s.id AND l.source = @source
             AND l.locator <> @locator AND l.is_gone = 0)
         ORDER BY s.id LIMIT 1`,
      )
      .pluck();
  }

  /** The submission under the content ID that it has here already, where it was taken from another place before. */
  settled(opened: OpenedSubmission, source: string, { locator }: SubmissionRef): OpenedSubmission {
    const { placed, formId, formerId, instanceId } = opened;
    const formKey = formId ?? '';
    if (placed === null && formerId === undefined) return opened;
    if (this.#isHere.get(opened.contentId, formKey) === 1) return opened;
    if (formerId !== undefined && this.#isFormer.get(formerId, formKey, instanceId) === 1)
      return { ...opened, contentId: formerId };
    if (placed === null) return opened;
    const contentId = this.#find.get({ ...placed, formKey, source, locator });
    return contentId === undefined ? opened : { ...opened, contentId };
  }
}
