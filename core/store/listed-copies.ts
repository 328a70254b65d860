import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Db } from './db.ts';
import { ListedWriter } from './listed-writer.ts';
import type { Doubt } from './which-copy.ts';

/** What a ref stands for. */
export interface Listing {
  /** Row id of the submission. */
  readonly id: number;
  /** The stamp that the ref had in the list when the submission was downloaded. */
  readonly stamp: string | null;
  readonly doubt: Doubt;
  /** The fingerprint of another copy that came last and was not stored. */
  readonly rival: string | null;
}

/** Which stored copy each listed ref stands for. All writing is in the caller's transaction. */
export class ListedCopies {
  readonly #writer: ListedWriter;
  readonly #find;
  readonly #listings;
  readonly #isListed;
  readonly #family;

  constructor(db: Db) {
    this.#writer = new ListedWriter(db);
    this.#find = db.prepare<[string, string, string], Listing>(
      `SELECT submission_id AS id, stamp, doubt, rival FROM listed
       WHERE source = ? AND form_id = ? AND locator = ? AND submission_id IS NOT NULL`,
    );
    this.#listings = db.prepare<[number], number>('SELECT id FROM listed WHERE submission_id = ?').pluck();
    this.#isListed = db
      .prepare<[number], number>('SELECT 1 FROM listed WHERE submission_id = ? LIMIT 1')
      .pluck();
    this.#family = db
      .prepare<[string, string, string], string | null>(
        'SELECT family FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
      )
      .pluck();
  }

  /** What a ref stands for now; null when it stands for nothing. */
  find(source: string, { formId, locator }: SubmissionRef): Listing | null {
    return this.#find.get(source, formId, locator) ?? null;
  }

  /**
   * The value that all versions of a submission share in their refs (`SubmissionRef.family`); null where the
   * source gives none.
   */
  familyOf(source: string, { formId, locator }: SubmissionRef): string | null {
    return this.#family.get(source, formId, locator) ?? null;
  }

  /**
   * Lets a ref stand for a submission. Also takes the doubt about it, and the fingerprint of the copy that
   * was not stored.
   */
  set(source: string, ref: SubmissionRef, id: number, doubt: Doubt, rival: string | null): void {
    // This is an earlier version that was decrypted again and that no source lists.
    if (source === '') return;
    this.#writer.stand(source, ref, id, doubt, rival);
  }

  /** The listings that stand for a submission, wherever it is listed. */
  of(id: number): number[] {
    return this.#listings.all(id);
  }

  /** Lets these listings stand for a submission. Also takes the doubt about it. */
  move(listings: readonly number[], id: number, doubt: Doubt): void {
    for (const listing of listings) this.#writer.move(listing, id, doubt);
  }

  /** Whether any source lists a submission, by the last list of each. */
  isListed(id: number): boolean {
    return this.#isListed.get(id) === 1;
  }
}
