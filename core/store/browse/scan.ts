import type { Db } from '../db.ts';
import { FACTS, type FactId } from './columns.ts';

/**
 * What a scan reads of each row: a fact, the answer at a path, all answers as JSON, the row's key, or its
 * parent's key.
 */
export type ScanCell =
  | { readonly kind: 'fact'; readonly id: FactId }
  | { readonly kind: 'answer'; readonly path: string }
  | { readonly kind: 'answers' }
  | { readonly kind: 'key' | 'parent' };

/** A scanned row. The requested cells begin at index `SCAN_CELLS`. */
export type ScanRow = readonly [
  id: number,
  ordinal: number,
  version: string | null,
  day: string,
  ...cells: (string | null)[],
];
export const SCAN_CELLS = 4;

/** A range of row ids of submissions: those above `after`, up to `upTo` and with it. */
export interface IdRange {
  readonly after: number;
  readonly upTo: number;
}

function scanSql(cell: ScanCell, i: number): string {
  switch (cell.kind) {
    case 'fact':
      return FACTS[cell.id];
    case 'answer':
      return `r."values" ->> @c${i}`;
    case 'answers':
      return 'r."values"';
    case 'key':
      return 'r.key';
    case 'parent':
      return 'r.parent_key';
  }
}

/**
 * Reads the rows of one table of a form. Every text from a window is bound, and is never a part of a
 * statement.
 */
export class Scan {
  readonly #db: Db;
  readonly #first;
  readonly #last;
  readonly #pieceEnd;

  constructor(db: Db) {
    this.#db = db;
    const ids = (order: string) =>
      db
        .prepare<[string, number], number>(
          `SELECT id FROM submission INDEXED BY submission_reading WHERE form_id = ? ORDER BY id ${order} LIMIT 1 OFFSET ?`,
        )
        .pluck();
    this.#first = ids('ASC');
    this.#last = ids('DESC');
    this.#pieceEnd = db
      .prepare<[string, number, number], number>(
        `SELECT id FROM submission INDEXED BY submission_reading WHERE form_id = ? AND id > ? AND record_count > 0
         ORDER BY id LIMIT 1 OFFSET ?`,
      )
      .pluck();
  }

  /** The ids of a form's submissions lie in this range. Null when it has none. */
  span(formId: string): IdRange | null {
    const first = this.#first.get(formId, 0);
    const last = this.#last.get(formId, 0);
    return first === undefined || last === undefined ? null : { after: first - 1, upTo: last };
  }

  /** Whether a form has at least so many submissions, readable or not. */
  hasAtLeast(formId: string, count: number): boolean {
    return this.#first.get(formId, count - 1) !== undefined;
  }

  /** Ranges that have all submissions of a form, each with a given number of readable ones, or the rest. */
  *ranges(formId: string, size: number): Generator<IdRange> {
    for (let after = 0; ; ) {
      const end = this.#pieceEnd.get(formId, after, size - 1);
      yield { after, upTo: end ?? Number.MAX_SAFE_INTEGER };
      if (end === undefined) return;
      after = end;
    }
  }

  /**
   * The rows of one table of a form, by ascending submission in each of the given ranges. Reads one range at a time,
   * and takes the next one when it is asked for more. With `allVersions`, those of every version. Reads only the
   * requested cells. The paths of answers are bound, and must be names that the form or its answers have:
   * SQLite accepts no others.
   */
  *rows(
    formId: string,
    path: string,
    cells: readonly ScanCell[],
    ranges: Iterable<IdRange>,
    allVersions = false,
  ): Generator<readonly ScanRow[]> {
    const bound: Record<string, string> = {};
    const columns = cells.map((cell, i) => {
      if (cell.kind === 'answer') bound[`c${i}`] = `$."${cell.path}"`;
      return scanSql(cell, i);
    });
    const record =
      path === ''
        ? 'r.submission_id = s.id AND r.ordinal = 0'
        : "r.submission_id = s.id AND r.path = @path AND r.path <> ''";
    // The order of the join is fixed, so that SQLite reads the narrow index of submissions and not the
    // records.
    const page = this.#db
      .prepare<[object], ScanRow>(
        `SELECT ${['s.id', 'r.ordinal', 's.version', 's.submitted_day', ...columns].join(', ')}
         FROM submission s INDEXED BY submission_reading CROSS JOIN record r ON ${record}
         WHERE s.form_id = @formId AND s.id > @after AND s.id <= @upTo AND s.record_count > 0
           ${allVersions ? '' : 'AND s.row_id IS NULL'}
         ORDER BY s.id, r.ordinal`,
      )
      .raw();
    const fixed = path === '' ? { formId, ...bound } : { formId, path, ...bound };
    for (const { after, upTo } of ranges) yield page.all({ ...fixed, after, upTo });
  }
}
