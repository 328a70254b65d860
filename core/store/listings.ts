import { catalogue } from '../problem.ts';
import type { SubmissionRef } from '../source/source.ts';
import type { Db } from './database.ts';

/**
 * Which of the listed refs a run takes: `pull` those that are new, changed at their source, or lack a part that may have
 * come meanwhile; `retry` also those with any other problem that fetching again may solve.
 */
export type Taking = 'pull' | 'retry';

/** What of one form's refs is taken. */
export interface TakingRefs {
  readonly taking: Taking;
  /** First day (yyyy-MM-dd) by the date that the server received it; null is all. */
  readonly since: string | null;
  /** Also those that were stored without their media, for the sake of these. */
  readonly media: boolean;
}

export interface ListCount {
  /** In the source's list now. `listed = pending + leftOut + alreadyHere` */
  readonly listed: number;
  readonly pending: number;
  /** Not here, and not to be fetched: received before the first day, or set aside. */
  readonly leftOut: number;
}

/**
 * Which rows of one form were seen while its whole list was read: one bit a row, so that a list of a million takes
 * little memory.
 */
export class SeenRefs {
  #bits = new Uint8Array(1024);

  add(id: number): void {
    const at = id >> 3;
    if (at >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (id & 7));
  }

  has(id: number): boolean {
    return ((this.#bits[id >> 3] ?? 0) & (1 << (id & 7))) !== 0;
  }
}

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

const IS_SET_ASIDE = `EXISTS (SELECT 1 FROM set_aside a
  WHERE a.source = l.source AND a.form_id = l.form_id AND a.locator = l.locator)`;

const LACKS_MEDIA = `s.state = 'incomplete' AND EXISTS (SELECT 1 FROM attachment a
  WHERE a.submission_id = s.id AND a.state = 'left-out')`;

const IS_PENDING = `(l.is_gone = 0
  AND ifnull(l.received_day, '9999') >= @since
  AND (l.submission_id IS NULL
    OR l.stamp IS NOT l.listed_stamp
    OR (s.submitted_day = '1970-01-01' OR s.submitted_day >= @since)
      AND ((s.state IN ('incomplete', 'stored') AND l.listed_stamp = '' AND ${IS_RETRYABLE})
        OR (@taking = 'retry' AND ${IS_RETRYABLE})
        OR (@media = 1 AND ${LACKS_MEDIA})))
  AND NOT ${IS_SET_ASIDE})`;

/** Not here and not pending. */
const IS_LEFT_OUT = `(l.is_gone = 0 AND l.submission_id IS NULL
  AND (ifnull(l.received_day, '9999') < @since OR ${IS_SET_ASIDE}))`;

/** What each source has listed, what of it is still to be fetched, and how far its lists were read. */
export class Listings {
  readonly #list;
  readonly #id;
  readonly #present;
  readonly #gone;
  readonly #pending;
  readonly #count;
  readonly #leftOut;
  readonly #sources;
  readonly #cursor;
  readonly #formOf;
  readonly #setCursor;
  readonly #find;
  readonly #leave;
  readonly #page;
  readonly #pageCount;

  constructor(db: Db) {
    this.#list = db.prepare(
      `INSERT INTO listed (source, form_id, locator, listed_stamp) VALUES (?,?,?,?)
       ON CONFLICT (source, form_id, locator) DO UPDATE SET listed_stamp = excluded.listed_stamp, is_gone = 0
         WHERE listed_stamp <> excluded.listed_stamp OR is_gone = 1`,
    );
    this.#id = db
      .prepare<[string, string, string], number>(
        'SELECT id FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
      )
      .pluck();
    this.#present = db
      .prepare<[string, string, number], number>(
        `SELECT id FROM listed WHERE source = ? AND form_id = ? AND is_gone = 0 AND id > ? ORDER BY id LIMIT 5000`,
      )
      .pluck();
    this.#gone = db.prepare('UPDATE listed SET is_gone = 1 WHERE id = ?');
    this.#pending = db.prepare<[object], Row>(
      `SELECT l.id, l.locator, l.listed_stamp FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
       WHERE l.source = @source AND l.form_id = @formId AND l.id > @after AND l.id <= @upTo AND ${IS_PENDING}
       ORDER BY l.id LIMIT 500`,
    );
    this.#count = db.prepare<[object], { listed: number; pending: number; upTo: number }>(
      `SELECT ifnull(sum(l.is_gone = 0), 0) AS listed, ifnull(sum(${IS_PENDING}), 0) AS pending,
         ifnull(max(l.id), 0) AS upTo
       FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
       WHERE l.source = @source AND l.form_id = @formId`,
    );
    this.#leftOut = db
      .prepare<[object], number>(
        `SELECT count(*) FROM listed l
         WHERE l.source = @source AND l.form_id = @formId AND ${IS_LEFT_OUT}`,
      )
      .pluck();
    this.#sources = db
      .prepare<[object], string>(
        `SELECT DISTINCT l.source FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
         WHERE ${IS_PENDING} ORDER BY l.source`,
      )
      .pluck();
    this.#formOf = db
      .prepare<[string, string], string>(
        'SELECT form_id FROM listed WHERE source = ? AND locator = ? LIMIT 1',
      )
      .pluck();
    this.#cursor = db
      .prepare<[string, string], string>('SELECT cursor FROM cursor WHERE source = ? AND form_id = ?')
      .pluck();
    this.#setCursor = db.prepare(
      'INSERT INTO cursor VALUES (?,?,?) ON CONFLICT DO UPDATE SET cursor = excluded.cursor',
    );
    this.#find = db.prepare<[string, string, string], Row>(
      'SELECT id, locator, listed_stamp FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
    );
    this.#leave = db.prepare(
      `UPDATE listed SET received_day = ?
       WHERE source = ? AND form_id = ? AND locator = ? AND submission_id IS NULL`,
    );
    this.#page = db.prepare<[object], { id: string; isHere: number }>(
      `SELECT ifnull(s.instance_id, l.locator) AS id, l.submission_id IS NOT NULL AS isHere
       FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
       WHERE l.is_gone = 0 AND ${OF_FORM} ORDER BY l.id LIMIT @limit OFFSET @offset`,
    );
    this.#pageCount = db
      .prepare<[object], number>(
        `SELECT count(*) FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
         WHERE l.is_gone = 0 AND ${OF_FORM}`,
      )
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
    for (const { locator, stamp } of refs) {
      this.#list.run(source, formId, locator, stamp);
      const id = seen === null ? undefined : this.#id.get(source, formId, locator);
      if (id !== undefined) seen?.add(id);
    }
    if (cursor !== null) this.#setCursor.run(source, formId, cursor);
  }

  /**
   * Marks what a form's list held once and holds no more, after it was read from its start to its end. A few thousand
   * rows a step, each step in the transaction of whoever draws from the generator.
   */
  *markGone(source: string, formId: string, seen: SeenRefs): Generator<void> {
    let after = 0;
    for (;;) {
      const ids = this.#present.all(source, formId, after);
      for (const id of ids) if (!seen.has(id)) this.#gone.run(id);
      const last = ids[ids.length - 1];
      if (last === undefined) return;
      after = last;
      yield;
    }
  }

  /** How many refs the source lists now, and what is to be fetched of them. */
  count(source: string, formId: string, what: TakingRefs): ListCount {
    const { pending, listed } = this.#counted(source, formId, what);
    return { pending, listed, leftOut: this.#leftOut.get(bound(source, formId, what)) ?? 0 };
  }

  /** The refs that are to be fetched, each once, in the order in which they were first listed. */
  *pending(source: string, formId: string, what: TakingRefs): Generator<PendingRef> {
    const { upTo } = this.#counted(source, formId, what);
    let after = 0;
    for (;;) {
      const rows = this.#pending.all({ ...bound(source, formId, what), after, upTo });
      for (const row of rows) yield pendingOf(formId, row);
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = last.id;
    }
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

  /** A page of what the source lists of one form: instance ID where it is known, else what the source calls it. */
  page(
    source: string,
    formId: string,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly ids: readonly { readonly id: string; readonly isHere: boolean }[] } {
    const form = { source, formId };
    return {
      total: this.#pageCount.get(form) ?? 0,
      ids: this.#page.all({ ...form, offset, limit }).map(({ id, isHere }) => ({ id, isHere: isHere === 1 })),
    };
  }

  /** Under which form id a source lists that; '' where its list names none; null when it does not list it. */
  formOf(source: string, locator: string): string | null {
    return this.#formOf.get(source, locator) ?? null;
  }

  /** The sources that have something which a retry would take. */
  sourcesToRetry(): string[] {
    return this.#sources.all({ taking: 'retry', since: '', media: 1, retryable: RETRYABLE });
  }

  cursor(source: string, formId: string): string | null {
    return this.#cursor.get(source, formId) ?? null;
  }

  #counted(
    source: string,
    formId: string,
    what: TakingRefs,
  ): { listed: number; pending: number; upTo: number } {
    return this.#count.get(bound(source, formId, what)) ?? { listed: 0, pending: 0, upTo: 0 };
  }
}

/** Of refs without a form of their own, those whose submission names it. */
const OF_FORM = `l.source = @source AND (l.form_id = @formId AND @formId <> ''
  OR l.form_id = '' AND ifnull(s.form_id, '') = @formId)`;

function bound(source: string, formId: string, { taking, since, media }: TakingRefs): object {
  return { source, formId, taking, since: since ?? '', media: media ? 1 : 0, retryable: RETRYABLE };
}

function pendingOf(formId: string, { id, locator, listed_stamp }: Row): PendingRef {
  return { id, ref: { formId, locator, stamp: listed_stamp } };
}
