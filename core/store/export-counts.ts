import type { RowFilter } from '../export/rows.ts';
import type { Db } from './database.ts';
import { isRow } from './readable.ts';
import { filterParameters, MATCHES } from './rows.ts';

/** What an export of a form would write. `here = exported + notReadable + filteredOut`. */
export interface ExportCounts {
  readonly here: number;
  readonly exported: number;
  readonly notReadable: number;
  readonly filteredOut: number;
  /** Rows of each repeat, by its path. */
  readonly repeats: ReadonlyMap<string, number>;
  /** Attached files that are here and that answers name, each content under each name once, and their bytes. */
  readonly media: { readonly files: number; readonly bytes: number };
}

interface Row {
  readonly id: number;
  readonly isReadable: number;
  readonly matches: number;
}

const PAGE = 1000;

/** Counts for an export, page by page, so that whoever waits for the database in between is not kept waiting. */
export class ExportCounting {
  readonly #page;
  readonly #repeats;
  readonly #media;
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
    // What no answer names is not copied; only of a version without a definition nothing says which answers name files.
    this.#media = db.prepare<[object], { file: string; size: number }>(
      `SELECT a.file, ifnull(a.size, 0) AS size FROM (
         SELECT DISTINCT r.submission_id AS id, trim(v.value) AS name
         FROM json_each(@ids) i JOIN record r ON r.submission_id = i.value, json_each(r."values") v
         WHERE EXISTS (SELECT 1 FROM attachment WHERE submission_id = i.value AND file IS NOT NULL)
           AND (@columns IS NULL OR CASE r.path WHEN '' THEN v.key ELSE r.path || '/' || v.key END
             IN (SELECT value FROM json_each(@columns)) OR v.key IN (SELECT value FROM json_each(@columns)))
       ) named JOIN attachment a ON a.submission_id = named.id AND trim(a.name) = named.name
       WHERE a.file IS NOT NULL
       UNION ALL
       SELECT a.file, ifnull(a.size, 0) FROM json_each(@ids) i JOIN submission s ON s.id = i.value
         JOIN attachment a ON a.submission_id = s.id
       WHERE a.file IS NOT NULL AND @columns IS NULL
         AND NOT EXISTS (SELECT 1 FROM form f WHERE f.form_id = s.form_id AND f.version IS s.version)`,
    );
    this.#order = db.prepare<[object], { id: number; submitted_ms: number; instance_id: string }>(
      `SELECT id, submitted_ms, ifnull(instance_id, '') AS instance_id FROM submission
       WHERE form_id = @formId AND (submitted_ms, ifnull(instance_id, ''), id) > (@ms, @instanceId, @id)
       ORDER BY submitted_ms, ifnull(instance_id, ''), id LIMIT ${PAGE}`,
    );
  }

  /**
   * Takes the form, the filter, and the paths of the answers that are written (null is all); `between` is awaited after
   * each page and may throw to give up.
   */
  async count(
    formId: string,
    filter: RowFilter,
    paths: readonly string[] | null,
    between: () => Promise<void>,
  ): Promise<ExportCounts> {
    const columns = paths === null ? null : JSON.stringify(paths);
    const fixed = filterParameters(formId, filter);
    const chosen = filter.ids === undefined ? null : new Set(filter.ids);
    const repeats = new Map<string, number>();
    // A stored file is called by its content and its name.
    const seen = new Set<string>();
    const sum = { here: 0, exported: 0, notReadable: 0, bytes: 0 };
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
      for (const { file, size } of this.#media.all({ ids, columns })) {
        if (seen.has(file)) continue;
        seen.add(file);
        sum.bytes += size;
      }
      const last = rows[rows.length - 1];
      if (last === undefined || rows.length < PAGE) break;
      after = last.id;
      await between();
    }
    const { here, exported, notReadable, bytes } = sum;
    const filteredOut = here - exported - notReadable;
    return { here, exported, notReadable, filteredOut, repeats, media: { files: seen.size, bytes } };
  }

  /** The submissions that could be opened and match the filter, in any order. */
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
    let after = { ms: Number.MIN_SAFE_INTEGER, instanceId: '', id: 0 };
    for (;;) {
      const rows = this.#order.all({ formId, ...after });
      for (const { id } of rows) if (ids.has(id)) ordered.push(id);
      const last = rows[rows.length - 1];
      if (last === undefined || rows.length < PAGE) return ordered;
      after = { ms: last.submitted_ms, instanceId: last.instance_id, id: last.id };
      await between();
    }
  }
}
