import type { Db } from './db.ts';
import { Versions } from './versions.ts';

/** Whether a submission `s` is a draft: a phone says so, and none says that it was finished. */
const IS_DRAFT = `(EXISTS (SELECT 1 FROM listed d WHERE d.submission_id = submission.id AND d.is_draft = 1)
  AND NOT EXISTS (SELECT 1 FROM listed d WHERE d.submission_id = submission.id AND d.is_draft = 0))`;

/**
 * Whether what a phone says of a ref is said of what is stored of it: that a file is finished now is not, when it has
 * changed since it was stored.
 */
const IS_OF_STORED = '(is_draft = 1 OR stamp IS listed_stamp)';

/** How many of the drafts that were left out are named. */
const MOST_NAMED = 20;

/** What Collect had not finished when its folder was taken, as `submission.is_draft` has it. */
export class StoredDrafts {
  readonly #mark;
  readonly #markOne;
  readonly #isDraft;
  readonly #leftOut;
  readonly #names;
  readonly #versions;

  constructor(db: Db) {
    this.#versions = new Versions(db);
    this.#mark = db.prepare<[string], { id: number }>(
      `UPDATE submission SET is_draft = ${IS_DRAFT}
       WHERE id IN (SELECT submission_id FROM listed INDEXED BY listed_draft WHERE source = ? AND is_draft IS NOT NULL
         AND submission_id IS NOT NULL AND ${IS_OF_STORED}) AND is_draft <> ${IS_DRAFT} RETURNING id`,
    );
    this.#markOne = db.prepare<[number]>(
      `UPDATE submission SET is_draft = ${IS_DRAFT} WHERE id = ? AND is_draft <> ${IS_DRAFT}
         AND EXISTS (SELECT 1 FROM listed d WHERE d.submission_id = submission.id AND d.is_draft IS NOT NULL)`,
    );
    this.#isDraft = db
      .prepare<[number], number>('SELECT 1 FROM submission WHERE id = ? AND is_draft = 1')
      .pluck();
    const leftOut = 'source = ? AND is_draft = 1 AND submission_id IS NULL AND is_gone = 0';
    this.#leftOut = db
      .prepare<[string], number>(`SELECT count(*) FROM listed INDEXED BY listed_draft WHERE ${leftOut}`)
      .pluck();
    this.#names = db
      .prepare<[string], string>(
        `SELECT locator FROM listed INDEXED BY listed_draft WHERE ${leftOut} ORDER BY locator LIMIT ${MOST_NAMED}`,
      )
      .pluck();
  }

  /**
   * Marks what a source lists as drafts, and takes the mark from what was finished since. A draft is not the row of a
   * submission that was finished once.
   */
  mark(source: string, runId: number): void {
    for (const { id } of this.#mark.all(source)) this.#versions.settle(id, runId);
  }

  /** Marks a submission that has just come, where it is a draft, and takes the mark from one that is finished. */
  markOne(id: number): void {
    this.#markOne.run(id);
  }

  /** Whether a stored submission is a draft. */
  isDraft(id: number): boolean {
    return this.#isDraft.get(id) === 1;
  }

  /** The drafts of a source that are not here: how many, and the names of the first of them. */
  leftOut(source: string): { readonly count: number; readonly names: readonly string[] } {
    const names = this.#names.all(source).map((locator) => locator.slice(locator.lastIndexOf('/') + 1));
    return { count: this.#leftOut.get(source) ?? 0, names };
  }
}
