import { catalogue } from '../problem.ts';
import type { SubmissionRef } from '../source/source.ts';
import type { Db } from './database.ts';

/**
 * Which of the listed refs a run takes: `pull` those that are new, changed at their source, or lack a part that may have
 * come meanwhile; `retry` also those with any other problem that fetching again may solve.
 */
export type Taking = 'pull' | 'retry';

export interface PendingRef {
  readonly id: number;
  readonly ref: SubmissionRef;
}

interface Row {
  readonly id: number;
  readonly locator: string;
  readonly listed_stamp: string;
}

const RETRYABLE = JSON.stringify(
  Object.entries(catalogue)
    .filter(([, { retry }]) => retry)
    .map(([code]) => code),
);

const IS_RETRYABLE = `EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = s.id
  AND p.code IN (SELECT value FROM json_each(@retryable)))`;

const IS_PENDING = `(l.submission_id IS NULL
  OR l.stamp IS NOT l.listed_stamp
  OR (s.state IN ('incomplete', 'stored') AND l.listed_stamp = '' AND ${IS_RETRYABLE})
  OR (@taking = 'retry' AND ${IS_RETRYABLE}))`;

/** What each source has listed, what of it is still to be fetched, and how far its lists were read. */
export class Listings {
  readonly #list;
  readonly #pending;
  readonly #count;
  readonly #total;
  readonly #sources;
  readonly #cursor;
  readonly #setCursor;

  constructor(db: Db) {
    this.#list = db.prepare(
      `INSERT INTO listed (source, form_id, locator, listed_stamp) VALUES (?,?,?,?)
       ON CONFLICT (source, form_id, locator) DO UPDATE SET listed_stamp = excluded.listed_stamp
         WHERE listed_stamp <> excluded.listed_stamp`,
    );
    this.#pending = db.prepare<[object], Row>(
      `SELECT l.id, l.locator, l.listed_stamp FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
       WHERE l.source = @source AND l.form_id = @formId AND l.id > @after AND l.id <= @upTo AND ${IS_PENDING}
       ORDER BY l.id LIMIT 500`,
    );
    this.#count = db.prepare<[object], { pending: number; upTo: number }>(
      `SELECT count(*) AS pending, ifnull(max(l.id), 0) AS upTo
       FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
       WHERE l.source = @source AND l.form_id = @formId AND ${IS_PENDING}`,
    );
    this.#sources = db
      .prepare<[object], string>(
        `SELECT DISTINCT l.source FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
         WHERE ${IS_PENDING} ORDER BY l.source`,
      )
      .pluck();
    this.#total = db
      .prepare<[string, string], number>('SELECT count(*) FROM listed WHERE source = ? AND form_id = ?')
      .pluck();
    this.#cursor = db
      .prepare<[string, string], string>('SELECT cursor FROM cursor WHERE source = ? AND form_id = ?')
      .pluck();
    this.#setCursor = db.prepare(
      'INSERT INTO cursor VALUES (?,?,?) ON CONFLICT DO UPDATE SET cursor = excluded.cursor',
    );
  }

  /** Keeps one page of a list with the cursor behind it, in the caller's transaction: neither is kept without the other. */
  putPage(source: string, formId: string, refs: readonly SubmissionRef[], cursor: string | null): void {
    for (const { locator, stamp } of refs) this.#list.run(source, formId, locator, stamp);
    if (cursor !== null) this.#setCursor.run(source, formId, cursor);
  }

  /** How many refs are to be fetched now, and how many are listed in all. */
  count(
    source: string,
    formId: string,
    taking: Taking,
  ): { readonly pending: number; readonly listed: number } {
    const { pending } = this.#counted(source, formId, taking);
    return { pending, listed: this.#total.get(source, formId) ?? 0 };
  }

  /** The refs that are to be fetched, each once, in the order in which they were first listed. */
  *pending(source: string, formId: string, taking: Taking): Generator<PendingRef> {
    const { upTo } = this.#counted(source, formId, taking);
    let after = 0;
    for (;;) {
      const rows = this.#pending.all({ source, formId, taking, after, upTo, retryable: RETRYABLE });
      for (const { id, locator, listed_stamp } of rows) {
        yield { id, ref: { formId, locator, stamp: listed_stamp } };
      }
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = last.id;
    }
  }

  /** The sources that have something which a retry would take. */
  sourcesToRetry(): string[] {
    return this.#sources.all({ taking: 'retry', retryable: RETRYABLE });
  }

  cursor(source: string, formId: string): string | null {
    return this.#cursor.get(source, formId) ?? null;
  }

  #counted(source: string, formId: string, taking: Taking): { pending: number; upTo: number } {
    const row = this.#count.get({ source, formId, taking, retryable: RETRYABLE });
    return row ?? { pending: 0, upTo: 0 };
  }
}
