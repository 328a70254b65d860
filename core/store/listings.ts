import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Db } from './db.ts';
import { isOfForm } from './form-locators.ts';
import { SeenRefs } from './seen-refs.ts';
import { STANDING } from './standing.ts';
import { bound, CODES, IS_RECENT_REF, IS_SET_ASIDE, PENDING, type TakingRefs } from './taking.ts';

export interface ListCount {
  /** In the source's list now. `listed = pending + leftOut + alreadyHere` */
  readonly listed: number;
  readonly pending: number;
  /** Of the pending: here already, and looked at again. */
  readonly again: number;
  /** Not here, and not to be fetched: received before the first day, or set aside. */
  readonly leftOut: number;
}

export interface PendingRef {
  readonly id: number;
  readonly ref: SubmissionRef;
}

interface Present {
  readonly id: number;
  readonly locator: string;
}

interface Row {
  readonly id: number;
  readonly locator: string;
  readonly listed_stamp: string;
  readonly note: string | null;
}

/** What each source has listed, what of it is still to be fetched, and how far its lists were read. */
export class Listings {
  readonly #list;
  readonly #draft;
  readonly #id;
  readonly #present;
  readonly #gone;
  readonly #anyGone;
  readonly #hidden;
  readonly #settle;
  readonly #newest;
  readonly #pending;
  readonly #again;
  readonly #stored;
  readonly #rows;
  readonly #count;
  readonly #leftOut;
  readonly #forms;
  readonly #failedForms;
  readonly #failedLists;
  readonly #cursor;
  readonly #formOf;
  readonly #setCursor;
  readonly #find;
  readonly #leave;
  readonly #page;
  readonly #pageCount;

  constructor(db: Db) {
    this.#list = db.prepare(
      `INSERT INTO listed (source, form_id, locator, listed_stamp, note, family, place) VALUES (?,?,?,?,?,?,?)
       ON CONFLICT (source, form_id, locator) DO UPDATE
         SET listed_stamp = excluded.listed_stamp, is_gone = 0, is_hidden = 0, note = excluded.note,
           family = ifnull(excluded.family, family), place = ifnull(excluded.place, place)
         WHERE listed_stamp <> excluded.listed_stamp OR is_gone = 1
           OR (excluded.family IS NOT NULL AND family IS NOT excluded.family)
           OR (excluded.place IS NOT NULL AND place IS NOT excluded.place)
           OR (note IS NOT excluded.note AND (standing <> ${STANDING.readable} OR stamp IS NOT listed_stamp OR EXISTS (
             SELECT 1 FROM attachment a
             WHERE a.submission_id = listed.submission_id AND a.state = 'left-out')))`,
    );
    this.#draft = db.prepare<[object]>(
      `UPDATE listed SET is_draft = @isDraft
       WHERE source = @source AND form_id = @formId AND locator = @locator AND is_draft IS NOT @isDraft`,
    );
    this.#id = db
      .prepare<[string, string, string], number>(
        'SELECT id FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
      )
      .pluck();
    this.#present = db.prepare<[string, string, number, number], Present>(
      `SELECT id, locator FROM listed WHERE source = ? AND form_id = ? AND is_gone = 0 AND id > ? AND id <= ?
         ORDER BY id LIMIT 5000`,
    );
    this.#newest = db.prepare<[], number>('SELECT ifnull(max(id), 0) FROM listed').pluck();
    this.#gone = db.prepare<[number, number]>('UPDATE listed SET is_gone = 1, is_hidden = ? WHERE id = ?');
    this.#hidden = db.prepare<[string, string], Present>(
      'SELECT id, locator FROM listed INDEXED BY listed_hidden WHERE source = ? AND form_id = ? AND is_hidden <> 0',
    );
    this.#anyGone = db
      .prepare<[string, string], number>(
        'SELECT 1 FROM listed INDEXED BY listed_form WHERE source = ? AND form_id = ? AND is_gone = 1 LIMIT 1',
      )
      .pluck();
    this.#settle = db.prepare<[number, number]>(
      'UPDATE listed SET is_hidden = ? WHERE id = ? AND is_gone = 1',
    );
    this.#pending = db.prepare<[object], number>(`${PENDING} ORDER BY 1`).pluck();
    this.#again = db
      .prepare<[object], number>(
        `SELECT count(*) FROM listed WHERE submission_id IS NOT NULL AND id IN (${PENDING})`,
      )
      .pluck();
    this.#stored = db
      .prepare<[string, string, string], number>(
        `SELECT 1 FROM listed WHERE source = ? AND form_id = ? AND locator = ? AND submission_id IS NOT NULL`,
      )
      .pluck();
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
    this.#formOf = db
      .prepare<[string, string], string>(
        'SELECT form_id FROM listed WHERE source = ? AND locator = ? LIMIT 1',
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
    this.#failedLists = db
      .prepare<[string], string>(
        "SELECT form_id FROM problem WHERE source = ? AND submission_id IS NULL AND locator GLOB 'list:*'",
      )
      .pluck();
    this.#cursor = db
      .prepare<[string, string], string>('SELECT cursor FROM cursor WHERE source = ? AND form_id = ?')
      .pluck();
    this.#setCursor = db.prepare(
      'INSERT INTO cursor VALUES (?,?,?) ON CONFLICT DO UPDATE SET cursor = excluded.cursor',
    );
    this.#find = db.prepare<[string, string, string], Row>(
      'SELECT id, locator, listed_stamp, note FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
    );
    this.#leave = db.prepare(
      `UPDATE listed SET received_day = ?
       WHERE source = ? AND form_id = ? AND locator = ? AND submission_id IS NULL`,
    );
    this.#page = db.prepare<[object], { id: string; isHere: number }>(
      `SELECT ifnull(s.instance_id, l.locator) AS id, l.submission_id IS NOT NULL AS isHere
       FROM (SELECT id, standing FROM listed INDEXED BY listed_form WHERE ${OF_FORM}
           ORDER BY standing, is_twin, id LIMIT @limit OFFSET @offset) page
         CROSS JOIN listed l ON l.id = page.id LEFT JOIN submission s ON s.id = l.submission_id
       ORDER BY page.standing, l.is_twin, page.id`,
    );
    this.#pageCount = db
      .prepare<[object], number>(`SELECT count(*) FROM listed INDEXED BY listed_form WHERE ${OF_FORM}`)
      .pluck();
  }

  /**
   * Keeps one page of a list with the cursor behind it, in the caller's transaction: neither is kept without the other.
   * What it lists is not gone; `seen` notes it where the whole list is being read.
   */
  putPage(
    source: string,
    formId: string,
    refs: readonly SubmissionRef[],
    cursor: string | null,
    seen: SeenRefs | null = null,
  ): void {
    for (const { locator, stamp, note, family, project, isDraft } of refs) {
      this.#list.run(source, formId, locator, stamp, note ?? null, family ?? null, project ?? null);
      if (isDraft !== undefined) {
        this.#draft.run({ source, formId, locator, isDraft: isDraft ? 1 : 0 });
      }
      const id = seen === null ? undefined : this.#id.get(source, formId, locator);
      if (id !== undefined) seen?.add(id);
    }
    if (cursor !== null) this.#setCursor.run(source, formId, cursor);
  }

  /** Begins to note what a list holds. */
  startSeeing(): SeenRefs {
    return new SeenRefs(this.#newest.get() ?? 0);
  }

  /**
   * Marks what a form's list held once and holds no more, after it was read from its start to its end: as deleted where
   * `isDeleted` says so of its locator, else as not listed any more for this account. A few thousand rows a step, each
   * step in the transaction of whoever draws from the generator.
   */
  *markGone(
    source: string,
    formId: string,
    seen: SeenRefs,
    isDeleted: (locator: string) => boolean,
  ): Generator<void> {
    for (const { id, locator } of this.#hidden.all(source, formId)) {
      if (!seen.has(id)) this.#settle.run(isDeleted(locator) ? 0 : 1, id);
    }
    let after = 0;
    for (;;) {
      const refs = this.#present.all(source, formId, after, seen.upTo);
      for (const { id, locator } of refs) {
        if (!seen.has(id)) this.#gone.run(isDeleted(locator) ? 0 : 1, id);
      }
      const last = refs[refs.length - 1];
      if (last === undefined) return;
      after = last.id;
      yield;
    }
  }

  /** How many refs the source lists now, and what is to be fetched of them. */
  count(source: string, formId: string, what: TakingRefs): ListCount {
    const values = bound(source, formId, what);
    return {
      listed: this.#count.get(source, formId) ?? 0,
      pending: this.#pending.all(values).length,
      again: this.#again.get(values) ?? 0,
      leftOut: this.#leftOut.get(values) ?? 0,
    };
  }

  /** The refs that are to be fetched at this moment, each once, in the order in which they were first listed. */
  *pending(source: string, formId: string, what: TakingRefs): Generator<PendingRef> {
    const ids = this.#pending.all(bound(source, formId, what));
    for (let at = 0; at < ids.length; at += 500) {
      const page = this.#rows.all(JSON.stringify(ids.slice(at, at + 500)));
      for (const row of page) yield pendingOf(formId, row);
    }
  }

  /** Whether a form's list held something once that it holds no more. */
  hasGone(source: string, formId: string): boolean {
    return this.#anyGone.get(source, formId) !== undefined;
  }

  /** Whether a copy of a ref is here, whatever it lacks. */
  isStored(source: string, formId: string, locator: string): boolean {
    return this.#stored.get(source, formId, locator) !== undefined;
  }

  /** One ref, as it is listed; null when it is not. */
  find(source: string, formId: string, locator: string): PendingRef | null {
    const row = this.#find.get(source, formId, locator);
    return row === undefined ? null : pendingOf(formId, row);
  }

  /** Remembers that a ref was looked at and left out, with the day (yyyy-MM-dd) on which the server received it. */
  leaveOut(source: string, { formId, locator }: SubmissionRef, day: string): void {
    this.#leave.run(day, source, formId, locator);
  }

  /** A page of what the source lists of one form, what is not here first: instance ID, or what the source calls it. */
  page(
    source: string,
    formId: string,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly ids: readonly { readonly id: string; readonly isHere: boolean }[] } {
    // A form that its source does not list by its own name is among those whose submissions name it.
    const isOwn = formId !== '' && (this.#count.get(source, formId) ?? 0) > 0;
    const form = {
      source,
      listedForm: isOwn ? formId : '',
      looseForm: isOwn || formId === '' ? null : formId,
    };
    return {
      total: this.#pageCount.get(form) ?? 0,
      ids: this.#page.all({ ...form, offset, limit }).map(({ id, isHere }) => ({ id, isHere: isHere === 1 })),
    };
  }

  /** Under which form id a source lists that; '' where its list names none; null when it does not list it. */
  formOf(source: string, locator: string): string | null {
    return this.#formOf.get(source, locator) ?? null;
  }

  /** The forms of each source that have something which a retry would take, by source. */
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

  /** The forms of a source whose list could not be read to its end when it was last asked. */
  failedLists(source: string): ReadonlySet<string> {
    return new Set(this.#failedLists.all(source));
  }

  cursor(source: string, formId: string): string | null {
    return this.#cursor.get(source, formId) ?? null;
  }
}

/** Of refs without a form of their own, those whose submission names it. */
const OF_FORM = `source = @source AND is_gone = 0
  AND form_id = @listedForm AND loose_form IS @looseForm`;

function pendingOf(formId: string, { id, locator, listed_stamp, note }: Row): PendingRef {
  const ref = { formId, locator, stamp: listed_stamp };
  return { id, ref: note === null ? ref : { ...ref, note } };
}
