import { catalogue } from '../problem.ts';
import type { SubmissionRef } from '../source/source.ts';
import type { Db } from './database.ts';
import { STANDING } from './standing.ts';

/**
 * Which of the listed refs a run takes: `pull` those that are new, changed at their source, of which something was lost
 * on the way, or which lack a part that may have come meanwhile; `retry` also those with any other problem that fetching
 * again may solve.
 */
export type Taking = 'pull' | 'retry';

/** What of one form's refs is taken. */
export interface TakingRefs {
  readonly taking: Taking;
  /** First day (yyyy-MM-dd) by the date that the server received it; null is all. */
  readonly since: string | null;
  /** Also those that were stored without their media, for the sake of these. */
  readonly media: boolean;
  /** Fingerprints of the keys at hand: what one of them has opened, and a newer copy may make whole, is taken again. */
  readonly keys: readonly string[];
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
  /** Rows after this one came while the list was being read, perhaps from another reading of it. */
  readonly upTo: number;
  #bits = new Uint8Array(1024);

  constructor(upTo: number) {
    this.upTo = upTo;
  }

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
  readonly note: string | null;
}

/** What the way is to blame for rather than what the source has: no server takes a document that is none. */
const isOnTheWay = (code: string): boolean =>
  code.startsWith('net.') || code === 'source.part_damaged' || code === 'submission.xml_invalid';
const codes = Object.entries(catalogue);
const CODES = {
  retryable: JSON.stringify(codes.flatMap(([code, { retry }]) => (retry || isOnTheWay(code) ? [code] : []))),
  onTheWay: JSON.stringify(codes.flatMap(([code]) => (isOnTheWay(code) ? [code] : []))),
};

/** By the first day that is asked for ('' is any), of a ref and of the submission behind it. */
const IS_RECENT_REF = "ifnull(l.received_day, '9999') >= @since";
const IS_RECENT = "(s.submitted_day = '1970-01-01' OR s.submitted_day >= @since)";

const IS_SET_ASIDE = `EXISTS (SELECT 1 FROM set_aside a
  WHERE a.source = l.source AND a.form_id = l.form_id AND a.locator = l.locator)`;

/**
 * The refs that are to be fetched, as five lists: never stored; changed at their source; to be judged by a key that is
 * at hand; with a problem that fetching may solve; and stored without their media. None of them walks over what is here
 * and whole.
 */
const PENDING = `
  SELECT l.id FROM listed l INDEXED BY listed_form
  WHERE l.source = @source AND l.form_id = @formId AND l.loose_form IS NULL AND l.is_gone = 0
    AND l.standing < ${STANDING.notReadable} AND ${IS_RECENT_REF} AND NOT ${IS_SET_ASIDE}
  UNION
  SELECT l.id FROM listed l INDEXED BY listed_changed
  WHERE l.source = @source AND l.form_id = @formId AND l.is_gone = 0
    AND l.submission_id IS NOT NULL AND l.stamp IS NOT l.listed_stamp AND NOT ${IS_SET_ASIDE}
  UNION
  SELECT l.id FROM listed l INDEXED BY listed_again CROSS JOIN submission s ON s.id = l.submission_id
  WHERE l.source = @source AND l.form_id = @formId AND l.again_with_key = 1 AND l.is_gone = 0
    AND s.key_fingerprint IN (SELECT value FROM json_each(@keys)) AND NOT ${IS_SET_ASIDE}
  UNION
  SELECT l.id FROM problem p INDEXED BY problem_code CROSS JOIN listed l ON l.submission_id = p.submission_id
    CROSS JOIN submission s ON s.id = p.submission_id
  WHERE p.code IN (SELECT value FROM json_each(@retryable)) AND p.submission_id IS NOT NULL
    AND l.source = @source AND l.form_id = @formId AND l.is_gone = 0 AND ${IS_RECENT} AND NOT ${IS_SET_ASIDE}
    AND (@taking = 'retry' OR p.code IN (SELECT value FROM json_each(@onTheWay))
      OR (s.state IN ('incomplete', 'stored') AND l.listed_stamp = ''))
  UNION
  SELECT l.id FROM attachment a INDEXED BY attachment_left_out
    CROSS JOIN listed l ON l.submission_id = a.submission_id CROSS JOIN submission s ON s.id = a.submission_id
  WHERE @media = 1 AND a.state = 'left-out' AND s.state = 'incomplete'
    AND l.source = @source AND l.form_id = @formId AND l.is_gone = 0 AND ${IS_RECENT} AND NOT ${IS_SET_ASIDE}`;

/** What each source has listed, what of it is still to be fetched, and how far its lists were read. */
export class Listings {
  readonly #list;
  readonly #id;
  readonly #present;
  readonly #gone;
  readonly #newest;
  readonly #pending;
  readonly #rows;
  readonly #count;
  readonly #leftOut;
  readonly #forms;
  readonly #cursor;
  readonly #formOf;
  readonly #setCursor;
  readonly #find;
  readonly #leave;
  readonly #page;
  readonly #pageCount;

  constructor(db: Db) {
    this.#list = db.prepare(
      `INSERT INTO listed (source, form_id, locator, listed_stamp, note) VALUES (?,?,?,?,?)
       ON CONFLICT (source, form_id, locator) DO UPDATE
         SET listed_stamp = excluded.listed_stamp, is_gone = 0, note = excluded.note
         WHERE listed_stamp <> excluded.listed_stamp OR is_gone = 1
           OR (note IS NOT excluded.note AND (standing <> ${STANDING.readable} OR stamp IS NOT listed_stamp OR EXISTS (
             SELECT 1 FROM attachment a
             WHERE a.submission_id = listed.submission_id AND a.state = 'left-out')))`,
    );
    this.#id = db
      .prepare<[string, string, string], number>(
        'SELECT id FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
      )
      .pluck();
    this.#present = db
      .prepare<[string, string, number, number], number>(
        `SELECT id FROM listed WHERE source = ? AND form_id = ? AND is_gone = 0 AND id > ? AND id <= ?
         ORDER BY id LIMIT 5000`,
      )
      .pluck();
    this.#newest = db.prepare<[], number>('SELECT ifnull(max(id), 0) FROM listed').pluck();
    this.#gone = db.prepare('UPDATE listed SET is_gone = 1 WHERE id = ?');
    this.#pending = db.prepare<[object], number>(`${PENDING} ORDER BY 1`).pluck();
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
           AND l.standing < ${STANDING.notReadable} AND (NOT ${IS_RECENT_REF} OR ${IS_SET_ASIDE})`,
      )
      .pluck();
    this.#formOf = db
      .prepare<[string, string], string>(
        'SELECT form_id FROM listed WHERE source = ? AND locator = ? LIMIT 1',
      )
      .pluck();
    this.#forms = db.prepare<[], { source: string; form_id: string }>(
      'SELECT source, form_id FROM listed INDEXED BY listed_form GROUP BY source, form_id',
    );
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
    for (const { locator, stamp, note } of refs) {
      this.#list.run(source, formId, locator, stamp, note ?? null);
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
   * Marks what a form's list held once and holds no more, after it was read from its start to its end. A few thousand
   * rows a step, each step in the transaction of whoever draws from the generator.
   */
  *markGone(source: string, formId: string, seen: SeenRefs): Generator<void> {
    let after = 0;
    for (;;) {
      const ids = this.#present.all(source, formId, after, seen.upTo);
      for (const id of ids) if (!seen.has(id)) this.#gone.run(id);
      const last = ids[ids.length - 1];
      if (last === undefined) return;
      after = last;
      yield;
    }
  }

  /** How many refs the source lists now, and what is to be fetched of them. */
  count(source: string, formId: string, what: TakingRefs): ListCount {
    const values = bound(source, formId, what);
    return {
      listed: this.#count.get(source, formId) ?? 0,
      pending: this.#pending.all(values).length,
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

  /** The sources that have something which a retry would take. */
  sourcesToRetry(): string[] {
    const what: TakingRefs = { taking: 'retry', since: null, media: true, keys: [] };
    const forms = this.#forms
      .all()
      .filter(({ source, form_id }) => this.#pending.get(bound(source, form_id, what)) !== undefined);
    return [...new Set(forms.map(({ source }) => source))].sort();
  }

  cursor(source: string, formId: string): string | null {
    return this.#cursor.get(source, formId) ?? null;
  }
}

/** Of refs without a form of their own, those whose submission names it. */
const OF_FORM = `source = @source AND is_gone = 0
  AND form_id = @listedForm AND loose_form IS @looseForm`;

function bound(source: string, formId: string, { taking, since, media, keys }: TakingRefs): object {
  return {
    source,
    formId,
    taking,
    since: since ?? '',
    media: media ? 1 : 0,
    keys: JSON.stringify(keys),
    ...CODES,
  };
}

function pendingOf(formId: string, { id, locator, listed_stamp, note }: Row): PendingRef {
  const ref = { formId, locator, stamp: listed_stamp };
  return { id, ref: note === null ? ref : { ...ref, note } };
}
