import { unnamedPathsOf } from '../answer-paths.ts';
import type { Db } from '../db.ts';
import { DELETED_IDS, UNLISTED_IDS } from '../on-server.ts';

/** What the workspace has of a form: its submissions in order, their counts, versions, days and devices. */
export class FormFacts {
  readonly #db: Db;
  readonly #newest;
  readonly #count;
  readonly #allNewest;
  readonly #everyNewest;

  constructor(db: Db) {
    this.#db = db;
    this.#newest = db
      .prepare<[string, number, number], number>(
        `SELECT id FROM submission INDEXED BY submission_readable WHERE form_id = ? AND record_count > 0
           AND row_id IS NULL
         ORDER BY submitted_ms DESC, id DESC LIMIT ? OFFSET ?`,
      )
      .pluck();
    this.#count = db
      .prepare<[string], number>(
        `SELECT count(*) FROM submission INDEXED BY submission_readable
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL`,
      )
      .pluck();
    this.#allNewest = db
      .prepare<[string], number>(
        `SELECT id FROM submission INDEXED BY submission_readable
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL ORDER BY submitted_ms DESC, id DESC`,
      )
      .pluck();
    this.#everyNewest = db
      .prepare<[string], number>(
        'SELECT id FROM submission WHERE form_id = ? AND record_count > 0 ORDER BY submitted_ms DESC, id DESC',
      )
      .pluck();
  }

  /** Changes whenever any connection writes. What was read before may then be out of date. */
  version(): number {
    return this.#db.pragma('data_version', { simple: true }) as number;
  }

  /** Readable submissions of a form, newest first. Reads one index only. */
  newest(formId: string, limit: number, offset: number): number[] {
    return this.#newest.all(formId, limit, offset);
  }

  countReadable(formId: string): number {
    return this.#count.get(formId) ?? 0;
  }

  /**
   * All readable submissions of a form, newest first, in 4 bytes each. With `allVersions`, every version of
   * each.
   */
  allNewest(formId: string, allVersions = false): Int32Array {
    return Int32Array.from((allVersions ? this.#everyNewest : this.#allNewest).all(formId));
  }

  /**
   * Every form with at least one submission here, and its numbers of readable and not readable submissions.
   */
  formCounts(): { readonly formId: string; readonly readable: number; readonly notReadable: number }[] {
    return this.#db
      .prepare<[], { formId: string; readable: number; notReadable: number }>(
        `SELECT form_id AS formId, sum(record_count > 0) AS readable, sum(record_count = 0) AS notReadable
         FROM submission INDEXED BY submission_reading WHERE form_id IS NOT NULL AND row_id IS NULL GROUP BY form_id`,
      )
      .all();
  }

  countNotReadable(formId: string): number {
    return (
      this.#db
        .prepare<[string], number>(
          `SELECT count(*) FROM submission INDEXED BY submission_not_readable
           WHERE form_id = ? AND record_count = 0 AND row_id IS NULL`,
        )
        .pluck()
        .get(formId) ?? 0
    );
  }

  /**
   * How many submissions are on the servers and not here, by form. Has only forms that were counted at least
   * once.
   */
  toPull(): ReadonlyMap<string, number> {
    const rows = this.#db
      .prepare<[], { formId: string; count: number }>(
        `SELECT f.form_id AS formId, (SELECT count(*) FROM listed l WHERE l.source = f.source AND l.form_id = f.form_id
           AND l.submission_id IS NULL AND l.is_gone = 0) AS count
         FROM source_form f WHERE f.counted_at IS NOT NULL`,
      )
      .all();
    const sums = new Map<string, number>();
    for (const { formId, count } of rows) sums.set(formId, (sums.get(formId) ?? 0) + count);
    return sums;
  }

  versions(formId: string): { readonly version: string | null; readonly submissions: number }[] {
    return this.#db
      .prepare<[string], { version: string | null; submissions: number }>(
        `SELECT version, count(*) AS submissions FROM submission INDEXED BY submission_reading
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL GROUP BY version ORDER BY version DESC`,
      )
      .all(formId);
  }

  /** How many rows each repeat of a form has, by its path. */
  repeatRows(formId: string): ReadonlyMap<string, number> {
    const rows = this.#db
      .prepare<[string], { path: string; count: number }>(
        `SELECT r.path, count(*) AS count FROM submission s INDEXED BY submission_reading
           CROSS JOIN record r INDEXED BY record_repeat ON r.submission_id = s.id
         WHERE s.form_id = ? AND s.record_count > 1 AND s.row_id IS NULL AND r.path <> '' GROUP BY r.path`,
      )
      .all(formId);
    return new Map(rows.map(({ path, count }) => [path, count]));
  }

  /** Paths of answers that no definition names, by record path, in the order of the documents. */
  unnamedPaths(formId: string): ReadonlyMap<string, readonly string[]> {
    return unnamedPathsOf(this.#db, formId);
  }

  days(formId: string, device: string | null): { readonly day: string; readonly count: number }[] {
    return this.#db
      .prepare<[string, string | null, string | null], { day: string; count: number }>(
        `SELECT submitted_day AS day, count(*) AS count FROM submission INDEXED BY submission_device
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL AND (? IS NULL OR device = ?) AND submitted_day > '1970-01-02'
         GROUP BY submitted_day ORDER BY submitted_day`,
      )
      .all(formId, device, device);
  }

  devices(formId: string): { readonly device: string | null; readonly count: number }[] {
    return this.#db
      .prepare<[string], { device: string | null; count: number }>(
        `SELECT device, count(*) AS count FROM submission INDEXED BY submission_device
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL GROUP BY device ORDER BY count DESC LIMIT 200`,
      )
      .all(formId);
  }

  /** Submissions that a pull has stored. */
  ofPull(pullId: number): ReadonlySet<number> {
    return new Set(
      this.#db
        .prepare<[number], number>(
          'SELECT id FROM submission WHERE run_id IN (SELECT id FROM run WHERE pull_id = ?)',
        )
        .pluck()
        .all(pullId),
    );
  }

  /** Rows that were deleted on their servers. */
  deletedOnServer(formId: string): ReadonlySet<number> {
    return this.#idsIn(formId, DELETED_IDS);
  }

  /** Rows that are no longer listed for this account. */
  noLongerListed(formId: string): ReadonlySet<number> {
    return this.#idsIn(formId, UNLISTED_IDS);
  }

  #idsIn(formId: string, ids: string): ReadonlySet<number> {
    return new Set(
      this.#db
        .prepare<[string], number>(`SELECT id FROM submission WHERE form_id = ? AND id IN (${ids})`)
        .pluck()
        .all(formId),
    );
  }

  layout(formId: string, path: string): string | null {
    return (
      this.#db
        .prepare<[string, string], string>('SELECT layout FROM table_layout WHERE form_id = ? AND path = ?')
        .pluck()
        .get(formId, path) ?? null
    );
  }
}
