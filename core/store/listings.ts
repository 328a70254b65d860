import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Db } from './db.ts';
import { ListedWriter } from './listed-writer.ts';
import { SeenRefs } from './seen-refs.ts';

/** How many refs are marked as gone in one transaction. */
const AT_ONCE = 5000;

interface Present {
  readonly id: number;
  readonly locator: string;
}

/** What each source has listed, and how far its lists were read. */
export class Listings {
  readonly #writer: ListedWriter;
  readonly #present;
  readonly #locator;
  readonly #newest;
  readonly #hidden;
  readonly #anyGone;
  readonly #stored;
  readonly #count;
  readonly #formOf;
  readonly #failedLists;
  readonly #cursor;
  readonly #setCursor;
  readonly #page;
  readonly #pageCount;

  constructor(db: Db) {
    this.#writer = new ListedWriter(db);
    // From the index alone: in the order of their ids, each page would be sorted again.
    this.#present = db
      .prepare<[string, string], number>(
        'SELECT id FROM listed INDEXED BY listed_form WHERE source = ? AND form_id = ? AND is_gone = 0',
      )
      .pluck();
    this.#locator = db.prepare<[number], string>('SELECT locator FROM listed WHERE id = ?').pluck();
    this.#newest = db.prepare<[], number>('SELECT ifnull(max(id), 0) FROM listed').pluck();
    this.#hidden = db.prepare<[string, string], Present>(
      'SELECT id, locator FROM listed INDEXED BY listed_hidden WHERE source = ? AND form_id = ? AND is_hidden <> 0',
    );
    this.#anyGone = db
      .prepare<[string, string], number>(
        'SELECT 1 FROM listed INDEXED BY listed_form WHERE source = ? AND form_id = ? AND is_gone = 1 LIMIT 1',
      )
      .pluck();
    this.#stored = db
      .prepare<[string, string, string], number>(
        `SELECT 1 FROM listed WHERE source = ? AND form_id = ? AND locator = ? AND submission_id IS NOT NULL`,
      )
      .pluck();
    this.#count = db
      .prepare<[string, string], number>(
        `SELECT count(*) FROM listed INDEXED BY listed_form WHERE source = ? AND form_id = ? AND is_gone = 0`,
      )
      .pluck();
    this.#formOf = db
      .prepare<[string, string], string>(
        'SELECT form_id FROM listed WHERE source = ? AND locator = ? LIMIT 1',
      )
      .pluck();
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
   * Keeps one page of a list and the cursor after it, in the caller's transaction: both are kept, or neither.
   * Everything on the page is not gone. `seen` notes the page where the whole list is being read. Returns how many
   * refs were not listed before, or not in the same way.
   */
  putPage(
    source: string,
    formId: string,
    refs: readonly SubmissionRef[],
    cursor: string | null,
    seen: SeenRefs | null = null,
  ): number {
    let changed = 0;
    for (const ref of refs) {
      const { id, isUnchanged } = this.#writer.put(source, formId, ref);
      seen?.add(id);
      if (!isUnchanged) changed += 1;
    }
    if (cursor !== null) this.#setCursor.run(source, formId, cursor);
    return changed;
  }

  /** Begins to note what a list contains. */
  startSeeing(): SeenRefs {
    return new SeenRefs(this.#newest.get() ?? 0);
  }

  /**
   * Marks the refs that a form's list once contained and no longer does. Call it after the whole list was
   * read. A ref whose locator passes `isDeleted` is marked as deleted, any other as no longer listed for this
   * account. Each step marks a few thousand rows, in the transaction of the code that runs the generator.
   */
  *markGone(
    source: string,
    formId: string,
    seen: SeenRefs,
    isDeleted: (locator: string) => boolean,
  ): Generator<void> {
    for (const { id, locator } of this.#hidden.all(source, formId)) {
      if (!seen.has(id)) this.#writer.settleGone(id, !isDeleted(locator));
    }
    const gone: number[] = [];
    for (const id of this.#present.iterate(source, formId)) {
      if (id <= seen.upTo && !seen.has(id)) gone.push(id);
    }
    for (let at = 0; at < gone.length; at += AT_ONCE) {
      for (const id of gone.slice(at, at + AT_ONCE)) {
        this.#writer.setGone(id, !isDeleted(this.#locator.get(id) ?? ''));
      }
      yield;
    }
  }

  /** Whether a form's list once contained something that it no longer does. */
  hasGone(source: string, formId: string): boolean {
    return this.#anyGone.get(source, formId) !== undefined;
  }

  /** Whether a copy of a ref is here, even if it lacks something. */
  isStored(source: string, formId: string, locator: string): boolean {
    return this.#stored.get(source, formId, locator) !== undefined;
  }

  /** Remembers that a ref was looked at and left out, with the day (yyyy-MM-dd) on which the server received it. */
  leaveOut(source: string, ref: SubmissionRef, day: string): void {
    this.#writer.leaveOut(source, ref, day);
  }

  /**
   * A page of what the source lists of one form. Refs that are not here come first. Each is given by its
   * instance ID, or by the source's name for it.
   */
  page(
    source: string,
    formId: string,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly ids: readonly { readonly id: string; readonly isHere: boolean }[] } {
    // A form that its source does not list by its own name is found by the form ID in its submissions.
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

  /**
   * The form ID under which a source lists this locator: '' where the list names none, null when it is not
   * listed.
   */
  formOf(source: string, locator: string): string | null {
    return this.#formOf.get(source, locator) ?? null;
  }

  /** The forms of a source whose list could not be read completely at the last try. */
  failedLists(source: string): ReadonlySet<string> {
    return new Set(this.#failedLists.all(source));
  }

  cursor(source: string, formId: string): string | null {
    return this.#cursor.get(source, formId) ?? null;
  }
}

/** Of refs without a form of their own: those whose submission names this form. */
const OF_FORM = `source = @source AND is_gone = 0
  AND form_id = @listedForm AND loose_form IS @looseForm`;
