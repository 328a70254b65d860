import type { Db } from './db.ts';
import { Versions } from './versions.ts';

/**
 * Whether a submission `s` is a draft: a phone reports it as a draft, and no phone reports it as finished.
 */
const IS_DRAFT = `(EXISTS (SELECT 1 FROM listed d WHERE d.submission_id = submission.id AND d.is_draft = 1)
  AND NOT EXISTS (SELECT 1 FROM listed d WHERE d.submission_id = submission.id AND d.is_draft = 0))`;

/**
 * Whether a phone's report about a ref applies to the stored content. A report that a file is finished does
 * not apply when the file has changed since it was stored.
 */
const IS_OF_STORED = '(is_draft = 1 OR stamp IS listed_stamp)';

/** How many of the drafts that were left out are named. */
const MOST_NAMED = 20;

/** What was not finished in Collect when its folder was imported, as `submission.is_draft` has it. */
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
   * Marks what a source lists as drafts, and removes the mark from those finished since. A submission that
   * was finished once keeps its finished version as its row, not the draft.
   */
  mark(source: string, runId: number): void {
    for (const { id } of this.#mark.all(source)) this.#versions.settle(id, runId);
  }

  /** Marks a submission that has just come if it is a draft; removes the mark if it is finished. */
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
