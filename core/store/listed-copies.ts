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

/** What is known of a ref before its submission is stored. */
export interface ListedRef {
  /** Row id of the ref itself; null when no source lists it. */
  readonly listedId: number | null;
  /** What it stands for; null when it stands for nothing. */
  readonly listing: Listing | null;
  /**
   * The value that all versions of a submission share in their refs (`SubmissionRef.family`); null where the
   * source gives none.
   */
  readonly family: string | null;
  /** Whether a phone reports it as a draft; null where nothing says so. */
  readonly isDraft: boolean | null;
}

interface RefRow extends Omit<Listing, 'id'> {
  readonly listedId: number;
  readonly id: number | null;
  readonly family: string | null;
  readonly isDraft: 0 | 1 | null;
}

const NOT_LISTED: ListedRef = { listedId: null, listing: null, family: null, isDraft: null };

/** Which stored copy each listed ref stands for. All writing is in the caller's transaction. */
export class ListedCopies {
  readonly #writer: ListedWriter;
  readonly #find;
  readonly #listings;
  readonly #isListed;

  constructor(db: Db) {
    this.#writer = new ListedWriter(db);
    this.#find = db.prepare<[string, string, string], RefRow>(
      `SELECT id AS listedId, submission_id AS id, stamp, doubt, rival, family, is_draft AS isDraft FROM listed
       WHERE source = ? AND form_id = ? AND locator = ?`,
    );
    this.#listings = db.prepare<[number], number>('SELECT id FROM listed WHERE submission_id = ?').pluck();
    this.#isListed = db
      .prepare<[number], number>('SELECT 1 FROM listed WHERE submission_id = ? LIMIT 1')
      .pluck();
  }

  /** What is known of a ref now. */
  find(source: string, { formId, locator }: SubmissionRef): ListedRef {
    const row = this.#find.get(source, formId, locator);
    if (row === undefined) return NOT_LISTED;
    const { listedId, id, stamp, doubt, rival, family, isDraft } = row;
    return {
      listedId,
      listing: id === null ? null : { id, stamp, doubt, rival },
      family,
      isDraft: isDraft === null ? null : isDraft === 1,
    };
  }

  /**
   * Lets a ref stand for a submission. Also takes the doubt about it, and the fingerprint of the copy that
   * was not stored.
   */
  set(
    source: string,
    ref: SubmissionRef,
    { listedId }: ListedRef,
    id: number,
    doubt: Doubt,
    rival: string | null,
  ): void {
    // This is an earlier version that was decrypted again and that no source lists.
    if (source === '') return;
    if (listedId === null) this.#writer.stand(source, ref, id, doubt, rival);
    else this.#writer.standNow(listedId, ref.stamp, id, doubt, rival);
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
