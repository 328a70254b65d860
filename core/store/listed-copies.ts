import type { SubmissionRef } from '../source/source.ts';
import type { Db } from './database.ts';

/** Which stored copy each listed ref stands for. All writing is in the caller's transaction. */
export class ListedCopies {
  readonly #list;
  readonly #again;
  readonly #listedId;
  readonly #listings;
  readonly #relist;

  constructor(db: Db) {
    this.#list = db.prepare(
      `INSERT INTO listed (source, form_id, locator, listed_stamp, stamp, submission_id, again_with_key)
       VALUES (?,?,?,?,?,?,?)
       ON CONFLICT (source, form_id, locator) DO UPDATE
         SET stamp = excluded.stamp, submission_id = excluded.submission_id,
           again_with_key = excluded.again_with_key,
           note = CASE WHEN listed_stamp IS NOT excluded.stamp OR excluded.again_with_key = 1 THEN note END`,
    );
    this.#again = db.prepare<[number]>('UPDATE listed SET again_with_key = 1 WHERE submission_id = ?');
    this.#listedId = db
      .prepare<[string, string, string], number>(
        'SELECT submission_id FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
      )
      .pluck();
    this.#listings = db.prepare<[number], number>('SELECT id FROM listed WHERE submission_id = ?').pluck();
    this.#relist = db.prepare('UPDATE listed SET submission_id = ? WHERE id = ?');
  }

  /** The submission that a ref stands for now; null when it stands for none. */
  find(source: string, { formId, locator }: SubmissionRef): number | null {
    return this.#listedId.get(source, formId, locator) ?? null;
  }

  /** Lets a ref stand for a submission; `waits` when the key that has opened it is to judge the next copy. */
  set(source: string, { formId, locator, stamp }: SubmissionRef, id: number, waits: boolean): void {
    this.#list.run(source, formId, locator, stamp, stamp, id, waits ? 1 : 0);
  }

  /** The listings that stand for a submission, wherever it is listed. */
  of(id: number): number[] {
    return this.#listings.all(id);
  }

  /** Lets these listings stand for a submission. */
  move(listings: readonly number[], id: number): void {
    for (const listing of listings) this.#relist.run(id, listing);
  }

  /** Has a submission fetched again, wherever it is listed, when the key that has opened it is at hand. */
  fetchAgain(id: number): void {
    this.#again.run(id);
  }
}
