import type { OpenedSubmission } from '../model/opened.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Db } from './db.ts';
import { hasContent } from './submission-ids.ts';

/**
 * Plain submissions without an instance ID. Their place is part of their identity: equal answers in two
 * folders are two submissions. A folder that was moved, or packed together with everything around it, is
 * still the same one. A submission that an earlier version stored under another identity is also still the
 * same.
 */
export class MovedCopies {
  readonly #find;
  readonly #isHere;
  readonly #isFormer;

  constructor(db: Db) {
    this.#isHere = db
      .prepare<[object], number>(
        `SELECT 1 FROM submission WHERE ${hasContent('@contentId')} AND ifnull(form_id, '') = @formKey`,
      )
      .pluck();
    this.#isFormer = db
      .prepare<[object], number>(
        `SELECT 1 FROM submission
         WHERE ${hasContent('@formerId')} AND ifnull(form_id, '') = @formKey AND instance_id = @instanceId`,
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

  /** The submission with the content ID that it already has here, if it came from another place before. */
  settled(opened: OpenedSubmission, source: string, { locator }: SubmissionRef): OpenedSubmission {
    const { placed, formId, formerId, instanceId } = opened;
    const formKey = formId ?? '';
    if (placed === null && formerId === undefined) return opened;
    if (this.#isHere.get({ contentId: opened.contentId, formKey }) === 1) return opened;
    if (formerId !== undefined && this.#isFormer.get({ formerId, formKey, instanceId }) === 1)
      return { ...opened, contentId: formerId };
    if (placed === null) return opened;
    const contentId = this.#find.get({ ...placed, formKey, source, locator });
    return contentId === undefined ? opened : { ...opened, contentId };
  }
}
