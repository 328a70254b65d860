import type { Db } from './db.ts';
import { AT_SERVER } from './on-server.ts';
import { rowOf } from './readable.ts';
import { STANDING } from './standing.ts';

/**
 * Submissions of one form at one source, each counted once: `onServer + onlyHere = here + toPull` and
 * `here = readable + notReadable`. A pull fetches `toPull` and `changed`.
 */
export interface FormTotals {
  readonly source: string;
  readonly formId: string;
  /** How many the source listed when its list was last read. */
  readonly onServer: number;
  /** Here, and no longer in the source's list. */
  readonly onlyHere: number;
  /** Of `onlyHere`: no longer listed for this account, and not reported as deleted by the server. */
  readonly unlisted: number;
  readonly here: number;
  readonly toPull: number;
  /** Of `here`: what the source reports has changed since the download, mostly because of an edit. */
  readonly changed: number;
  /** Of `toPull`: received before the first day from which this form is pulled, or a draft. */
  readonly leftOut: number;
  readonly readable: number;
  readonly notReadable: number;
  /** Readable, with a problem. */
  readonly warnings: number;
  /** Of `toPull`: tried, and could not be downloaded. */
  readonly notStored: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Key {
  readonly source: string;
  readonly form_id: string;
}

/** How many refs or twins have the same standing. */
interface Group extends Key {
  readonly is_gone: number;
  readonly standing: number;
  readonly count: number;
}

/**
 * Counts all forms at once. A ref that names no form (`listed.form_id` is '') counts for the form that its
 * submission names, and for '' while there is none. Reads the index `listed_form` once.
 */
export class TotalsReader {
  readonly #refs;
  readonly #twins;
  readonly #leftOut;
  readonly #changed;
  readonly #replaced;
  readonly #drafts;
  readonly #unlisted;

  constructor(db: Db) {
    this.#refs = db.prepare<[], Group & { is_twin: number }>(
      `SELECT source, iif(form_id = '', ifnull(loose_form, ''), form_id) AS form_id, is_gone, standing, is_twin,
         count(*) AS count
       FROM listed INDEXED BY listed_form GROUP BY source, listed.form_id, loose_form, is_gone, standing, is_twin`,
    );
    // A submission is `onlyHere` only when no ref to it, or to another version of it, is still listed.
    this.#twins = db.prepare<[], Group>(
      `SELECT source, iif(form_id = '', ifnull(loose_form, ''), form_id) AS form_id, min(is_gone) AS is_gone, standing,
         1 AS count
       FROM listed INDEXED BY listed_twin WHERE is_twin = 1 AND submission_id IS NOT NULL
       GROUP BY source, listed.form_id, ${rowOf('listed.submission_id')}`,
    );
    this.#changed = db.prepare<[], Key & { count: number }>(
      `SELECT source, iif(form_id = '', ifnull(loose_form, ''), form_id) AS form_id, count(*) AS count
       FROM listed INDEXED BY listed_changed
       WHERE submission_id IS NOT NULL AND stamp IS NOT listed_stamp AND is_gone = 0
       GROUP BY source, listed.form_id, loose_form`,
    );
    // An edit that its source lists under another name, and that replaces what is here.
    this.#replaced = db.prepare<[], Key & { count: number }>(
      `SELECT n.source, n.form_id, count(DISTINCT n.id) AS count
       FROM listed g INDEXED BY listed_gone CROSS JOIN listed n INDEXED BY listed_family
         ON n.source = g.source AND n.form_id = g.form_id AND n.family = g.family
       WHERE g.is_gone = 1 AND g.submission_id IS NOT NULL AND n.family <> '' AND n.is_gone = 0
         AND n.submission_id IS NULL
       GROUP BY n.source, n.form_id`,
    );
    this.#drafts = db.prepare<[], Key & { count: number }>(
      `SELECT source, form_id, count(*) AS count FROM listed INDEXED BY listed_draft
       WHERE is_draft = 1 AND submission_id IS NULL AND is_gone = 0 GROUP BY source, form_id`,
    );
    this.#unlisted = db.prepare<[], Key & { count: number }>(
      `SELECT source, form_id, count(*) AS count
       FROM (SELECT DISTINCT l.source AS source, iif(l.form_id = '', ifnull(l.loose_form, ''), l.form_id) AS form_id,
           ${rowOf('l.submission_id')} AS row_id
         FROM listed l INDEXED BY listed_hidden
         WHERE l.is_hidden <> 0 AND l.is_hidden = 1 AND l.submission_id IS NOT NULL AND ${AT_SERVER}) hidden
       WHERE NOT EXISTS (SELECT 1 FROM listed o WHERE o.source = hidden.source AND o.is_gone = 0
         AND o.submission_id IN (SELECT hidden.row_id
           UNION ALL SELECT v.id FROM submission v INDEXED BY submission_versions
           WHERE v.row_id IS NOT NULL AND v.row_id = hidden.row_id))
       GROUP BY source, form_id`,
    );
    this.#leftOut = db.prepare<[], Key & { count: number }>(
      `SELECT l.source, l.form_id, count(*) AS count
       FROM source_form f CROSS JOIN listed l INDEXED BY listed_left_out ON l.source = f.source
         AND l.form_id = f.form_id AND l.received_day < f.settings ->> '$.which.day'
       WHERE l.received_day IS NOT NULL AND l.submission_id IS NULL AND l.is_gone = 0
       GROUP BY l.source, l.form_id`,
    );
  }

  /** Every form at every source that has a ref. */
  all(): FormTotals[] {
    const totals = new Map<string, Writable<FormTotals>>();
    const of = ({ source, form_id }: Key): Writable<FormTotals> => {
      const key = JSON.stringify([source, form_id]);
      const known = totals.get(key);
      if (known !== undefined) return known;
      const made = { source, formId: form_id, ...NOTHING };
      totals.set(key, made);
      return made;
    };
    for (const row of this.#refs.all()) {
      if (row.standing === STANDING.untried || row.standing === STANDING.notStored) addMissing(of(row), row);
      else if (row.is_twin === 0) addHere(of(row), row);
    }
    for (const row of this.#twins.all()) addHere(of(row), row);
    for (const row of [...this.#leftOut.all(), ...this.#drafts.all()]) of(row).leftOut += row.count;
    for (const row of this.#unlisted.all()) of(row).unlisted += row.count;
    for (const row of this.#changed.all()) of(row).changed += row.count;
    for (const row of this.#replaced.all()) {
      const form = of(row);
      form.changed += row.count;
      form.toPull -= row.count;
      form.onlyHere -= row.count;
    }
    return [...totals.values()].map((form) => ({
      ...form,
      onServer: form.here + form.toPull - form.onlyHere,
    }));
  }
}

/** Skips what is neither here nor at its source any more. */
function addMissing(form: Writable<FormTotals>, { is_gone, standing, count }: Group): void {
  if (is_gone === 1) return;
  form.toPull += count;
  if (standing === STANDING.notStored) form.notStored += count;
}

function addHere(form: Writable<FormTotals>, { is_gone, standing, count }: Group): void {
  form.here += count;
  if (is_gone === 1) form.onlyHere += count;
  if (standing === STANDING.notReadable) form.notReadable += count;
  else form.readable += count;
  if (standing === STANDING.warning) form.warnings += count;
}

const NOTHING = {
  onServer: 0,
  onlyHere: 0,
  unlisted: 0,
  here: 0,
  toPull: 0,
  changed: 0,
  leftOut: 0,
  readable: 0,
  notReadable: 0,
  warnings: 0,
  notStored: 0,
} as const;
