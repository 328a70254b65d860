import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Db } from './db.ts';
import { isOfForm } from './form-locators.ts';
import { STANDING } from './standing.ts';
import { bound, CODES, IS_RECENT_REF, IS_SET_ASIDE, PENDING, type TakingRefs } from './taking.ts';

export interface ListCount {
  /** In the source's list now. `listed = pending + leftOut + alreadyHere` */
  readonly listed: number;
  readonly pending: number;
  /** Of `pending`: here already, and downloaded again. */
  readonly again: number;
  /** Not here, and left out of the download: received before the first day, or set aside. */
  readonly leftOut: number;
}

export interface PendingRef {
  readonly id: number;
  readonly ref: SubmissionRef;
}

interface Row {
  readonly id: number;
  readonly locator: string;
  readonly listed_stamp: string;
  readonly note: string | null;
}

/** Which of the listed refs are still to be downloaded. */
export class PendingRefs {
  readonly #pending;
  readonly #pendingCount;
  readonly #rows;
  readonly #count;
  readonly #leftOut;
  readonly #forms;
  readonly #failedForms;
  readonly #find;

  constructor(db: Db) {
    this.#pending = db.prepare<[object], number>(`${PENDING} ORDER BY 1`).pluck();
    this.#pendingCount = db.prepare<[object], Pick<ListCount, 'pending' | 'again'>>(
      `SELECT count(*) AS pending, count(submission_id) AS again FROM listed WHERE id IN (${PENDING})`,
    );
    this.#rows = db.prepare<[string], Row>(
      `SELECT l.id, l.locator, l.listed_stamp, l.note FROM json_each(?) j CROSS JOIN listed l ON l.id = j.value`,
    );
    this.#count = db
      .prepare<[string, string], number>(
        `SELECT count(*) FROM listed INDEXED BY listed_form WHERE source = ? AND form_id = ? AND is_gone = 0`,
      )
      .pluck();
    this.#leftOut = db
      .prepare<[object], number>(
        `SELECT count(*) FROM listed l INDEXED BY listed_form
         WHERE l.source = @source AND l.form_id = @formId AND l.loose_form IS NULL AND l.is_gone = 0
           AND l.standing < ${STANDING.notReadable} AND (NOT ${IS_RECENT_REF} OR ${IS_SET_ASIDE}
             OR (@untried = 0 AND l.standing = ${STANDING.untried}))`,
      )
      .pluck();
    this.#forms = db.prepare<[], { source: string; formId: string }>(
      'SELECT source, form_id AS formId FROM listed INDEXED BY listed_form GROUP BY source, form_id',
    );
    this.#failedForms = db.prepare<[string], { source: string; formId: string }>(
      `SELECT DISTINCT source, form_id AS formId FROM problem
       WHERE submission_id IS NULL AND source <> '' AND ${isOfForm('locator')}
         AND code IN (SELECT value FROM json_each(?))`,
    );
    this.#find = db.prepare<[string, string, string], Row>(
      'SELECT id, locator, listed_stamp, note FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
    );
  }

  /** How many refs the source lists now, and how many of them are to be downloaded. */
  count(source: string, formId: string, what: TakingRefs): ListCount {
    const values = bound(source, formId, what);
    const { pending, again } = this.#pendingCount.get(values) ?? { pending: 0, again: 0 };
    return {
      listed: this.#count.get(source, formId) ?? 0,
      pending,
      again,
      leftOut: this.#leftOut.get(values) ?? 0,
    };
  }

  /** The refs to download now, each once, in the order in which they were first listed. */
  *all(source: string, formId: string, what: TakingRefs): Generator<PendingRef> {
    const ids = this.#pending.all(bound(source, formId, what));
    for (let at = 0; at < ids.length; at += 500) {
      const page = this.#rows.all(JSON.stringify(ids.slice(at, at + 500)));
      for (const row of page) yield pendingOf(formId, row);
    }
  }

  /** One listed ref; null when it is not listed. */
  find(source: string, formId: string, locator: string): PendingRef | null {
    const row = this.#find.get(source, formId, locator);
    return row === undefined ? null : pendingOf(formId, row);
  }

  /** For each source, its forms that have something to retry. */
  formsToRetry(): readonly { readonly source: string; readonly formId: string }[] {
    const what: TakingRefs = {
      taking: 'retry',
      since: null,
      media: true,
      drafts: false,
      unproved: false,
      keys: [],
    };
    const forms = new Map<string, { readonly source: string; readonly formId: string }>();
    for (const form of this.#forms.all()) {
      const { source, formId } = form;
      if (this.#pending.get(bound(source, formId, what)) !== undefined)
        forms.set(`${source}\0${formId}`, form);
    }
    for (const form of this.#failedForms.all(CODES.retryable))
      forms.set(`${form.source}\0${form.formId}`, form);
    return [...forms.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
  }
}

function pendingOf(formId: string, { id, locator, listed_stamp, note }: Row): PendingRef {
  const ref = { formId, locator, stamp: listed_stamp };
  return { id, ref: note === null ? ref : { ...ref, note } };
}
