import type { RowFilter } from '../model/rows.ts';
import type { Db } from './db.ts';
import { DELETED_IDS } from './on-server.ts';
import { Origins } from './origins.ts';
import { filterParameters, MATCHES, withoutNew } from './row-filter.ts';
import { hasInstance } from './submission-ids.ts';

/** What is known, before they are read, of the submissions that a filter selects. */
export class RowFacts {
  readonly #formId: string;
  readonly #unopened;
  readonly #versions;
  readonly #anyEncrypted;
  readonly #anyDraft;
  readonly #undated;
  readonly #count;
  readonly #countOfId;
  readonly #deleted;
  readonly #notNewest;
  readonly #mostRows;
  readonly #origins: Origins;

  constructor(db: Db, formId: string) {
    this.#formId = formId;
    this.#origins = new Origins(db);
    this.#unopened = db
      .prepare<[object], number>(
        `SELECT count(*) FROM submission INDEXED BY submission_not_readable WHERE ${MATCHES} AND record_count = 0`,
      )
      .pluck();
    // Uses the index to jump from version to version: of a million submissions, only a few are read.
    this.#versions = db
      .prepare<[object], string | null>(
        `WITH RECURSIVE known (version) AS (
           SELECT max(version) FROM submission WHERE form_id = @formId
           UNION ALL
           SELECT (SELECT max(version) FROM submission WHERE form_id = @formId AND version < known.version)
           FROM known WHERE known.version IS NOT NULL
         )
         SELECT known.version FROM known
         WHERE EXISTS (SELECT 1 FROM submission INDEXED BY submission_version
           WHERE ${MATCHES} AND version IS known.version AND record_count > 0)
         ORDER BY known.version DESC`,
      )
      .pluck();
    this.#anyEncrypted = db
      .prepare<[object], number>(`SELECT 1 FROM submission WHERE ${MATCHES} AND encrypted = 1 LIMIT 1`)
      .pluck();
    this.#anyDraft = db
      .prepare<[object], number>(`SELECT 1 FROM submission WHERE ${MATCHES} AND is_draft = 1 LIMIT 1`)
      .pluck();
    this.#undated = db
      .prepare<[object], number>(
        `SELECT count(*) FROM submission WHERE ${MATCHES} AND record_count > 0 AND submission_date IS NULL
           AND submitted_day = '1970-01-01'`,
      )
      .pluck();
    this.#count = db
      .prepare<[object], number>(`SELECT count(*) FROM submission WHERE ${MATCHES} AND record_count > 0`)
      .pluck();
    this.#countOfId = db
      .prepare<[object], number>(
        `SELECT count(*) FROM submission INDEXED BY submission_instance
         WHERE ${hasInstance('@instanceId')} AND ${MATCHES} AND record_count > 0`,
      )
      .pluck();
    this.#deleted = db
      .prepare<[object], number>(
        `SELECT count(*) FROM submission WHERE ${MATCHES} AND record_count > 0 AND id IN (${DELETED_IDS})
           AND (@ids IS NULL OR id IN (SELECT value FROM json_each(@ids)))`,
      )
      .pluck();
    this.#notNewest = db
      .prepare<[object], number>(
        `SELECT count(*) FROM submission WHERE ${MATCHES} AND record_count > 0 AND id IN (
           SELECT submission_id FROM problem
           WHERE code IN ('submission.newest_unreadable', 'submission.only_before_edit'))`,
      )
      .pluck();
    this.#mostRows = db.prepare<[object], { path: string; most: number }>(
      `SELECT path, max(rows) AS most FROM (
         SELECT path, count(*) AS rows FROM record
         WHERE path <> '' AND submission_id IN (
           SELECT id FROM submission WHERE ${MATCHES} AND record_count > 1
             AND (@ids IS NULL OR id IN (SELECT value FROM json_each(@ids))))
         GROUP BY submission_id, parent_key, path)
       GROUP BY path`,
    );
  }

  unopened(filter: RowFilter): number {
    return this.#unopened.get(this.parameters(withoutNew(filter))) ?? 0;
  }

  versions(filter: RowFilter): readonly (string | null)[] {
    return this.#versions.all(this.parameters(withoutNew(filter)));
  }

  anyEncrypted(filter: RowFilter): boolean {
    return this.#anyEncrypted.get(this.parameters(withoutNew(filter))) === 1;
  }

  /** How many submissions match, were decrypted, and are no longer on the servers. */
  deleted(filter: RowFilter): number {
    const ids = idsOf(filter);
    return this.#deleted.get({ ...this.parameters({ ...filter, withoutDeleted: false }), ids }) ?? 0;
  }

  notNewest(filter: RowFilter): number {
    return this.#notNewest.get(this.parameters(filter)) ?? 0;
  }

  undated(filter: RowFilter): number {
    if (filter.from === undefined || filter.from <= '1970-01-01') return 0;
    return this.#undated.get(this.parameters({ ...filter, from: undefined, to: undefined })) ?? 0;
  }

  anyDraft(filter: RowFilter): boolean {
    return this.#anyDraft.get(this.parameters(withoutNew(filter))) === 1;
  }

  hasSeveralSources(): boolean {
    return this.#origins.of(this.#formId).length > 1;
  }

  countOfId(instanceId: string, filter: RowFilter): number {
    return this.#countOfId.get({ ...this.parameters(filter), instanceId }) ?? 0;
  }

  count(filter: RowFilter): number {
    return filter.ids?.length ?? this.#count.get(this.parameters(filter)) ?? 0;
  }

  mostRows(filter: RowFilter): ReadonlyMap<string, number> {
    const rows = this.#mostRows.all({ ...this.parameters(withoutNew(filter)), ids: idsOf(filter) });
    return new Map(rows.map(({ path, most }) => [path, most]));
  }

  /** The values for `MATCHES`. */
  protected parameters(filter: RowFilter): object {
    return filterParameters(this.#formId, filter);
  }
}

/** The chosen submissions as JSON; null means all. */
function idsOf({ ids }: RowFilter): string | null {
  return ids === undefined ? null : JSON.stringify(ids);
}
