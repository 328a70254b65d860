import type { RowFilter } from '../model/rows.ts';
import type { Db } from './db.ts';
import { BEHIND, IN_ORDER, type Place, START } from './export-order.ts';
import { isRow } from './readable.ts';
import { filterParameters, MATCHES } from './row-filter.ts';

/** What an export of a form would write. `here = exported + notReadable + filteredOut`. */
export interface ExportCounts {
  readonly here: number;
  readonly exported: number;
  readonly notReadable: number;
  readonly filteredOut: number;
  /** Rows of each repeat, by its path. */
  readonly repeats: ReadonlyMap<string, number>;
  /** The ids of the exported submissions that have an attachment here. */
  readonly withFiles: readonly number[];
}

interface Row {
  readonly id: number;
  readonly isReadable: number;
  readonly matches: number;
}

const PAGE = 1000;

/** Counts for an export, page by page. Other users of the database get their turn between two pages. */
export class ExportCounting {
  readonly #page;
  readonly #repeats;
  readonly #withFiles;
  readonly #order;

  constructor(db: Db) {
    this.#page = db.prepare<[object], Row>(
      `SELECT id, record_count > 0 AS isReadable, (${MATCHES}) AS matches FROM submission
       WHERE form_id = @formId AND id > @after AND (@allVersions = 1 OR ${isRow('submission')})
       ORDER BY id LIMIT ${PAGE}`,
    );
    this.#repeats = db.prepare<[string], { path: string; count: number }>(
      `SELECT r.path, count(*) AS count FROM json_each(?) i JOIN record r ON r.submission_id = i.value
       WHERE r.path <> '' GROUP BY r.path`,
    );
    this.#withFiles = db
      .prepare<[string], number>(
        `SELECT value FROM json_each(?) WHERE EXISTS (
           SELECT 1 FROM attachment a WHERE a.submission_id = value AND a.file IS NOT NULL)`,
      )
      .pluck();
    this.#order = BEHIND.map((place) =>
      db.prepare<[object], Place>(
        `SELECT id, submitted_ms AS ms, ifnull(instance_id, '') AS instanceId
         FROM submission INDEXED BY submission_order
         WHERE form_id = @formId AND ${place} ORDER BY ${IN_ORDER} LIMIT ${PAGE}`,
      ),
    );
  }

  /** Takes the form and the filter. Awaits `between` after each page; it may throw to stop the count. */
  async count(formId: string, filter: RowFilter, between: () => Promise<void>): Promise<ExportCounts> {
    const fixed = filterParameters(formId, filter);
    const chosen = filter.ids === undefined ? null : new Set(filter.ids);
    const repeats = new Map<string, number>();
    const sum = { here: 0, exported: 0, notReadable: 0 };
    const withFiles: number[] = [];
    for (let after = 0; ; ) {
      const rows = this.#page.all({ ...fixed, after });
      const taken = rows.filter(
        (row) => row.isReadable === 1 && row.matches === 1 && (chosen === null || chosen.has(row.id)),
      );
      const ids = JSON.stringify(taken.map((row) => row.id));
      sum.here += rows.length;
      sum.exported += taken.length;
      sum.notReadable += rows.filter((row) => row.isReadable === 0 && row.matches === 1).length;
      for (const { path, count } of this.#repeats.all(ids)) {
        repeats.set(path, (repeats.get(path) ?? 0) + count);
      }
      for (const id of this.#withFiles.all(ids)) withFiles.push(id);
      const last = rows[rows.length - 1];
      if (last === undefined || rows.length < PAGE) break;
      after = last.id;
      await between();
    }
    const { here, exported, notReadable } = sum;
    const filteredOut = here - exported - notReadable;
    return { here, exported, notReadable, filteredOut, repeats, withFiles };
  }

  /** The decrypted submissions that match the filter, in any order. */
  async matching(formId: string, filter: RowFilter, between: () => Promise<void>): Promise<Set<number>> {
    const fixed = filterParameters(formId, filter);
    const ids = new Set<number>();
    for (let after = 0; ; ) {
      const rows = this.#page.all({ ...fixed, after });
      for (const { id, isReadable, matches } of rows) if (isReadable === 1 && matches === 1) ids.add(id);
      const last = rows[rows.length - 1];
      if (last === undefined || rows.length < PAGE) return ids;
      after = last.id;
      await between();
    }
  }

  /** The ids in the order of every export: by submission date, then by instance ID. */
  async inOrder(
    formId: string,
    ids: ReadonlySet<number>,
    between: () => Promise<void>,
  ): Promise<readonly number[]> {
    const ordered: number[] = [];
    for (let after = START; ; ) {
      const rows: Place[] = [];
      // Later ones only when none with the same time is left.
      for (const page of this.#order) if (rows.length < PAGE) rows.push(...page.all({ formId, ...after }));
      for (const { id } of rows) if (ids.has(id)) ordered.push(id);
      const last = rows[rows.length - 1];
      if (last === undefined) return ordered;
      after = last;
      await between();
    }
  }
}
