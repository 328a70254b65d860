import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Db } from './db.ts';
import { STANDING } from './standing.ts';
import { STANDS } from './version-standing.ts';
import type { Doubt } from './which-copy.ts';

/** Source, form, locator, stamp, note, family and project of a ref. */
type ListedRow = [string, string, string, string, string | null, string | null, string | null];

/** A note is only for the download: what is here, whole and as it is listed, needs none. */
const NEEDS_NOTE = `(standing <> ${STANDING.readable} OR stamp IS NOT listed_stamp OR EXISTS (
  SELECT 1 FROM attachment a WHERE a.submission_id = listed.submission_id AND a.state = 'left-out'))`;

/**
 * Everything that is written to the table `listed`: what sources list, what each ref stands for, and what is
 * no longer listed. Triggers write the standing of each ref (`standing.ts`, `version-standing.ts`). All
 * writing is in the caller's transaction.
 */
export class ListedWriter {
  readonly #unchanged;
  readonly #list;
  readonly #draft;
  readonly #gone;
  readonly #settle;
  readonly #leave;
  readonly #stand;
  readonly #standNow;
  readonly #move;
  readonly #standAs;
  readonly #hideForm;
  readonly #standAgain;

  constructor(db: Db) {
    // Most of what a source lists was listed before: to find that out takes half as long as to write it again.
    this.#unchanged = db
      .prepare<ListedRow, number>(
        `SELECT id FROM listed
         WHERE source = ? AND form_id = ? AND locator = ? AND listed_stamp = ? AND is_gone = 0
           AND (note IS ? OR NOT ${NEEDS_NOTE})
           AND family IS ifnull(?, family) AND place IS ifnull(?, place)`,
      )
      .pluck();
    this.#list = db
      .prepare<ListedRow, number>(
        `INSERT INTO listed (source, form_id, locator, listed_stamp, note, family, place)
           VALUES (?,?,?,?,?,?,?)
         ON CONFLICT (source, form_id, locator) DO UPDATE
           SET listed_stamp = excluded.listed_stamp, is_gone = 0, is_hidden = 0, note = excluded.note,
             family = ifnull(excluded.family, family), place = ifnull(excluded.place, place)
         RETURNING id`,
      )
      .pluck();
    this.#draft = db.prepare<[object]>(
      `UPDATE listed SET is_draft = @isDraft
       WHERE source = @source AND form_id = @formId AND locator = @locator AND is_draft IS NOT @isDraft`,
    );
    this.#gone = db.prepare<[number, number]>('UPDATE listed SET is_gone = 1, is_hidden = ? WHERE id = ?');
    this.#settle = db.prepare<[number, number]>(
      'UPDATE listed SET is_hidden = ? WHERE id = ? AND is_gone = 1',
    );
    this.#leave = db.prepare(
      `UPDATE listed SET received_day = ?
       WHERE source = ? AND form_id = ? AND locator = ? AND submission_id IS NULL`,
    );
    this.#stand = db.prepare(
      `INSERT INTO listed (source, form_id, locator, listed_stamp, stamp, submission_id, doubt, rival)
       VALUES (?,?,?,?,?,?,?,?)`,
    );
    this.#standNow = db.prepare<[object]>(
      `UPDATE listed SET stamp = @stamp, submission_id = @id, doubt = @doubt, rival = @rival,
         note = CASE WHEN listed_stamp IS NOT @stamp OR @doubt IS NOT NULL THEN note END
       WHERE id = @listedId`,
    );
    this.#move = db.prepare('UPDATE listed SET submission_id = ?, doubt = ?, rival = NULL WHERE id = ?');
    this.#standAs = db.prepare(
      `UPDATE listed SET note = NULL, rival = NULL, stamp = listed_stamp,
         doubt = (SELECT o.doubt FROM listed o WHERE o.id = @same),
         submission_id = (SELECT o.submission_id FROM listed o WHERE o.id = @same) WHERE id = @id`,
    );
    this.#hideForm = db.prepare(
      `UPDATE listed SET is_gone = 1, is_hidden = 1
       WHERE source = @source AND form_id = @formId AND (is_gone = 0 OR is_hidden = -1)`,
    );
    this.#standAgain = db.prepare<[number]>(
      `UPDATE listed SET is_twin = 1, standing = ${STANDS} WHERE submission_id = ?`,
    );
  }

  /**
   * Keeps a ref as its source lists it now. A listed ref is not gone. Returns the id of its row, and whether it was
   * listed in the same way before.
   */
  put(
    source: string,
    formId: string,
    ref: SubmissionRef,
  ): { readonly id: number; readonly isUnchanged: boolean } {
    const { locator, stamp, note = null, family = null, project = null, isDraft } = ref;
    const row: ListedRow = [source, formId, locator, stamp, note, family, project];
    const known = this.#unchanged.get(...row);
    const id = known ?? this.#list.get(...row) ?? 0;
    if (isDraft !== undefined) this.#draft.run({ source, formId, locator, isDraft: isDraft ? 1 : 0 });
    return { id, isUnchanged: known !== undefined };
  }

  /**
   * Marks a ref that is no longer in its list: deleted there, or hidden from this account. Takes its row id.
   */
  setGone(id: number, isHidden: boolean): void {
    this.#gone.run(isHidden ? 1 : 0, id);
  }

  /** Records whether a ref that is already gone was deleted or is hidden. Takes its row id. */
  settleGone(id: number, isHidden: boolean): void {
    this.#settle.run(isHidden ? 1 : 0, id);
  }

  /** Hides all refs of a form that its source no longer lists for this account. */
  hideForm(source: string, formId: string): void {
    this.#hideForm.run({ source, formId });
  }

  /** Remembers that a ref was looked at and left out, with the day (yyyy-MM-dd) on which the server received it. */
  leaveOut(source: string, { formId, locator }: SubmissionRef, day: string): void {
    this.#leave.run(day, source, formId, locator);
  }

  /**
   * Lets a ref that no source lists stand for a submission. Also takes the doubt about it, and the fingerprint
   * of the copy that was not stored.
   */
  stand(source: string, ref: SubmissionRef, id: number, doubt: Doubt, rival: string | null): void {
    const { formId, locator, stamp } = ref;
    this.#stand.run(source, formId, locator, stamp, stamp, id, doubt, rival);
  }

  /** The same for a listed ref, by its row id. Takes the stamp that it was downloaded under. */
  standNow(listedId: number, stamp: string, id: number, doubt: Doubt, rival: string | null): void {
    this.#standNow.run({ listedId, stamp, id, doubt, rival });
  }

  /** Lets a listed ref stand for a submission. Takes the row ids of both. */
  move(listing: number, id: number, doubt: Doubt): void {
    this.#move.run(id, doubt, listing);
  }

  /** Lets a ref stand for the same submission as another ref. Takes the row ids of both. */
  standAs(id: number, same: number): void {
    this.#standAs.run({ id, same });
  }

  /** Makes the triggers count the refs to a submission again, one by one. */
  standAgain(submissionId: number): void {
    this.#standAgain.run(submissionId);
  }
}
