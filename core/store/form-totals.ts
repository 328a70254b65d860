import type { Db } from './database.ts';
import { IS_NOT_READABLE, IS_READABLE } from './readable.ts';

/**
 * Submissions of one form at one source, each counted once: `onServer + onlyHere = here + toPull` and
 * `here = readable + notReadable`.
 */
export interface FormTotals {
  readonly source: string;
  readonly formId: string;
  /** In the source's list, the last time that it was read. */
  readonly onServer: number;
  /** Here, and in the source's list no more. */
  readonly onlyHere: number;
  readonly here: number;
  readonly toPull: number;
  /** Of `toPull`: looked at, and received before the day from which this form is pulled. */
  readonly leftOut: number;
  readonly readable: number;
  readonly notReadable: number;
  /** Readable, with a problem. */
  readonly warnings: number;
  /** Of `toPull`: tried and not fetched. */
  readonly notStored: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Key {
  readonly source: string;
  readonly form_id: string;
}

/**
 * Counts all forms at once. Refs that name no form (`listed.form_id` is '') count for the form that their submission
 * names, and for '' while they have none. Takes no longer than a walk over one index of `listed`, plus a look at each
 * submission that has a problem.
 */
export class TotalsReader {
  readonly #refs;
  readonly #twice;
  readonly #unread;
  readonly #warnings;
  readonly #notStored;

  constructor(db: Db) {
    // Two refs to one submission are one submission: they are counted here as refs, and what is too many taken off below.
    this.#refs = db.prepare<[], Key & { toPull: number; here: number; gone: number; leftOut: number }>(
      `SELECT source, form_id, sum(submission_id IS NULL AND is_gone = 0) AS toPull,
         sum(submission_id IS NOT NULL) AS here, sum(submission_id IS NOT NULL AND is_gone = 1) AS gone,
         0 AS leftOut
       FROM listed WHERE form_id <> '' GROUP BY source, form_id
       UNION ALL
       SELECT l.source, ifnull(s.form_id, ''), sum(l.submission_id IS NULL AND l.is_gone = 0),
         sum(l.submission_id IS NOT NULL), sum(l.submission_id IS NOT NULL AND l.is_gone = 1), 0
       FROM listed l LEFT JOIN submission s ON s.id = l.submission_id
       WHERE l.form_id = '' GROUP BY l.source, ifnull(s.form_id, '')
       UNION ALL
       SELECT l.source, l.form_id, 0, 0, 0, count(*)
       FROM source_form f CROSS JOIN listed l INDEXED BY listed_left_out ON l.source = f.source
         AND l.form_id = f.form_id AND l.received_day < f.settings ->> '$.which.day'
       WHERE l.received_day IS NOT NULL AND l.submission_id IS NULL AND l.is_gone = 0
       GROUP BY l.source, l.form_id`,
    );
    this.#twice = db.prepare<[], Key & { refs: number; gone: number }>(
      `SELECT source, form_id, count(*) AS refs, sum(is_gone) AS gone FROM listed
       WHERE form_id <> '' AND submission_id IS NOT NULL
       GROUP BY source, form_id, submission_id HAVING count(*) > 1
       UNION ALL
       SELECT l.source, ifnull(s.form_id, ''), count(*), sum(l.is_gone)
       FROM listed l JOIN submission s ON s.id = l.submission_id
       WHERE l.form_id = '' GROUP BY l.source, l.submission_id HAVING count(*) > 1`,
    );
    this.#unread = db.prepare<[], Key & { count: number }>(
      `SELECT l.source, ${FORM} AS form_id, count(DISTINCT s.id) AS count
       FROM submission s INDEXED BY submission_unread CROSS JOIN listed l ON l.submission_id = s.id
       WHERE ${IS_NOT_READABLE} GROUP BY l.source, ${FORM}`,
    );
    this.#warnings = db.prepare<[], Key & { count: number }>(
      `SELECT l.source, ${FORM} AS form_id, count(DISTINCT s.id) AS count
       FROM (SELECT DISTINCT submission_id AS id FROM problem WHERE submission_id IS NOT NULL) w
         CROSS JOIN submission s ON s.id = w.id CROSS JOIN listed l ON l.submission_id = s.id
       WHERE ${IS_READABLE} GROUP BY l.source, ${FORM}`,
    );
    this.#notStored = db.prepare<[], Key & { count: number }>(
      `SELECT l.source, l.form_id, count(DISTINCT l.id) AS count
       FROM problem p INDEXED BY problem_submission CROSS JOIN listed l
         ON l.source = p.source AND l.form_id = p.form_id AND l.locator = p.locator
       WHERE p.submission_id IS NULL AND l.submission_id IS NULL AND l.is_gone = 0
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
      const form = of(row);
      form.toPull += row.toPull;
      form.here += row.here;
      form.onlyHere += row.gone;
      form.leftOut += row.leftOut;
    }
    for (const row of this.#twice.all()) {
      const form = of(row);
      form.here -= row.refs - 1;
      // It is only here when no ref to it is listed any more.
      form.onlyHere -= row.gone === row.refs ? row.refs - 1 : row.gone;
    }
    for (const row of this.#unread.all()) of(row).notReadable = row.count;
    for (const row of this.#warnings.all()) of(row).warnings = row.count;
    for (const row of this.#notStored.all()) of(row).notStored = row.count;
    return [...totals.values()].map((form) => ({
      ...form,
      onServer: form.here + form.toPull - form.onlyHere,
      readable: form.here - form.notReadable,
    }));
  }
}

const FORM = "iif(l.form_id = '', ifnull(s.form_id, ''), l.form_id)";

const NOTHING = {
  onServer: 0,
  onlyHere: 0,
  here: 0,
  toPull: 0,
  leftOut: 0,
  readable: 0,
  notReadable: 0,
  warnings: 0,
  notStored: 0,
} as const;
