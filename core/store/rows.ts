import { join } from 'node:path';
import { Problem } from '../ground/problem.ts';
import type { FormModel } from '../model/form.ts';
import type { SubmissionRecord } from '../model/record.ts';
import type {
  ExportAttachment,
  ExportSubmission,
  LeftOutSubmission,
  RowFilter,
  RowReader,
} from '../model/rows.ts';
import type { RepairReason, SignatureState, SubmissionState } from '../model/states.ts';
import { joinTables, pathsWithout, tablesOf } from '../xform/shapes.ts';
import { unnamedPathsOf } from './answer-paths.ts';
import type { Db } from './db.ts';
import { DELETED_IDS, onServer } from './on-server.ts';
import { isFrom, Origins, originsOf } from './origins.ts';
import { isRow, rowOf } from './readable.ts';

interface SubmissionRow {
  readonly id: number;
  readonly form_id: string;
  readonly version: string | null;
  readonly instance_id: string | null;
  readonly content_id: string;
  readonly encrypted: number;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly key_fingerprint: string | null;
  readonly submission_date: string | null;
  readonly submitted_ms: number;
  readonly stored_at: string;
  readonly submitter: string | null;
  readonly device: string | null;
  readonly review_state: string | null;
  readonly deprecated_id: string | null;
  readonly is_draft: number;
  /** Names, a line each. */
  readonly sources: string | null;
}

interface LeftOutRow {
  readonly id: number;
  readonly form_id: string;
  readonly version: string | null;
  readonly instance_id: string | null;
  readonly submission_date: string | null;
  readonly stored_at: string;
  readonly codes: string;
}

interface RecordRow {
  readonly ordinal: number;
  readonly path: string;
  readonly key: string;
  readonly parent_key: string | null;
  readonly values: string;
  readonly repeats: string;
}

const PAGE = 200;
const NONE: Readonly<Record<string, number>> = {};

const COLUMNS = `id, form_id, version, instance_id, content_id, encrypted, state, signature, repaired, key_fingerprint,
  submission_date, submitted_ms, stored_at, submitter, device, review_state, deprecated_id, is_draft,
  ${originsOf('submission', 'char(10)')} AS sources`;

/**
 * Which submissions a filter takes, but for its `ids`. The parameters come from `filterParameters`. Of the submission
 * itself only what the index for counting holds is asked, so that counting a million reads no answers.
 */
export const MATCHES = `form_id = @formId
  AND (@anyVersion = 1 OR version IS @version)
  AND submitted_day >= @from AND submitted_day <= @to
  AND (@allVersions = 1 OR ${isRow('submission')})
  AND (@withoutDeleted = 0 OR ${onServer('submission')} IS NOT 0)
  AND (@sources IS NULL OR ${isFrom('submission', '@sources')})
  AND (@export = '' OR NOT EXISTS (SELECT 1 FROM submission x JOIN exported e ON e.content_id = x.content_id
    WHERE x.id = submission.id AND e.export = @export))`;

/** Reads one form's submissions for an export, a page at a time, so that memory stays the same for any number. */
export class StoredRows implements RowReader {
  readonly models: readonly FormModel[];
  readonly #db: Db;
  readonly #formId: string;
  readonly #filesFolder: string;
  readonly #page;
  readonly #one;
  readonly #leftOut;
  readonly #records;
  readonly #attachments;
  readonly #unopened;
  readonly #versions;
  readonly #anyEncrypted;
  readonly #anyDraft;
  readonly #undated;
  readonly #count;
  readonly #countOfId;
  readonly #deleted;
  readonly #notNewest;
  readonly #rowOf;
  readonly #otherIds;
  readonly #origins: Origins;

  constructor(db: Db, formId: string, models: readonly FormModel[], filesFolder: string) {
    this.models = models;
    this.#formId = formId;
    this.#filesFolder = filesFolder;
    this.#origins = new Origins(db);
    this.#page = db.prepare<[object], SubmissionRow>(
      `SELECT ${COLUMNS} FROM submission
       WHERE ${MATCHES} AND record_count > 0
         AND (submitted_ms, ifnull(instance_id, ''), id) > (@ms, @instanceId, @id)
       ORDER BY submitted_ms, ifnull(instance_id, ''), id LIMIT ${PAGE}`,
    );
    this.#one = db.prepare<[object], SubmissionRow>(
      `SELECT ${COLUMNS} FROM submission WHERE id = @id AND ${MATCHES} AND record_count > 0`,
    );
    this.#leftOut = db.prepare<[object], LeftOutRow>(
      `SELECT id, form_id, version, instance_id, submission_date, stored_at,
         (SELECT json_group_array(code) FROM (SELECT code FROM problem p
          WHERE p.submission_id = submission.id GROUP BY code ORDER BY min(p.id))) AS codes
       FROM submission INDEXED BY submission_not_readable
       WHERE ${MATCHES} AND record_count = 0 AND id > @after ORDER BY id LIMIT ${PAGE}`,
    );
    this.#records = db.prepare<[number], RecordRow>(
      'SELECT ordinal, path, key, parent_key, "values", repeats FROM record WHERE submission_id = ? ORDER BY ordinal',
    );
    this.#attachments = db.prepare<[number], { name: string; file: string | null; md5: string | null }>(
      'SELECT name, file, md5 FROM attachment WHERE submission_id = ? ORDER BY position',
    );
    this.#unopened = db
      .prepare<[object], number>(
        `SELECT count(*) FROM submission INDEXED BY submission_not_readable WHERE ${MATCHES} AND record_count = 0`,
      )
      .pluck();
    // From version to version by the index: of a million submissions only a few are looked at.
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
         WHERE instance_id = @instanceId AND ${MATCHES} AND record_count > 0`,
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
    this.#rowOf = db.prepare<[object], number>(`SELECT ${rowOf('@id')}`).pluck();
    this.#otherIds = db
      .prepare<[number], string>(
        `SELECT ifnull(instance_id, content_id) FROM submission INDEXED BY submission_versions WHERE row_id = ?`,
      )
      .pluck();
    this.#db = db;
  }

  *submissions(filter: RowFilter): Iterable<ExportSubmission> {
    const fixed = this.#parameters(filter);
    if (filter.ids !== undefined) {
      for (const id of filter.ids) {
        const row = this.#one.get({ ...fixed, id });
        if (row !== undefined) yield this.#submission(row);
      }
      return;
    }
    let after = { ms: Number.MIN_SAFE_INTEGER, instanceId: '', id: 0 };
    for (;;) {
      const rows = this.#page.all({ ...fixed, ...after });
      for (const row of rows) yield this.#submission(row);
      const last = rows[rows.length - 1];
      if (last === undefined || rows.length < PAGE) return;
      after = { ms: last.submitted_ms, instanceId: last.instance_id ?? '', id: last.id };
    }
  }

  *leftOut(filter: RowFilter): Iterable<LeftOutSubmission> {
    const fixed = this.#parameters(filter);
    for (let after = 0; ; ) {
      const rows = this.#leftOut.all({ ...fixed, after });
      for (const row of rows) yield toLeftOut(row);
      const last = rows[rows.length - 1];
      if (last === undefined || rows.length < PAGE) return;
      after = last.id;
    }
  }

  unopened(filter: RowFilter): number {
    return this.#unopened.get(this.#parameters(withoutNew(filter))) ?? 0;
  }

  versions(filter: RowFilter): readonly (string | null)[] {
    return this.#versions.all(this.#parameters(withoutNew(filter)));
  }

  anyEncrypted(filter: RowFilter): boolean {
    return this.#anyEncrypted.get(this.#parameters(withoutNew(filter))) === 1;
  }

  /** Submissions that could be opened and match, and that the servers have no more. */
  deleted(filter: RowFilter): number {
    const ids = filter.ids === undefined ? null : JSON.stringify(filter.ids);
    return this.#deleted.get({ ...this.#parameters({ ...filter, withoutDeleted: false }), ids }) ?? 0;
  }

  notNewest(filter: RowFilter): number {
    return this.#notNewest.get(this.#parameters(filter)) ?? 0;
  }

  undated(filter: RowFilter): number {
    if (filter.from === undefined || filter.from <= '1970-01-01') return 0;
    return this.#undated.get(this.#parameters({ ...filter, from: undefined, to: undefined })) ?? 0;
  }

  anyDraft(filter: RowFilter): boolean {
    return this.#anyDraft.get(this.#parameters(withoutNew(filter))) === 1;
  }

  hasSeveralSources(): boolean {
    return this.#origins.of(this.#formId).length > 1;
  }

  countOfId(instanceId: string, filter: RowFilter): number {
    return this.#countOfId.get({ ...this.#parameters(filter), instanceId }) ?? 0;
  }

  count(filter: RowFilter): number {
    return filter.ids?.length ?? this.#count.get(this.#parameters(filter)) ?? 0;
  }

  storedPaths(): ReadonlyMap<string, readonly string[]> {
    // What was read by a guess is kept with all its paths, those that a definition has come to name since too.
    return pathsWithout(joinTables(this.models.map(tablesOf)), unnamedPathsOf(this.#db, this.#formId));
  }

  #parameters(filter: RowFilter): object {
    return filterParameters(this.#formId, filter);
  }

  #submission(row: SubmissionRow): ExportSubmission {
    return {
      rowId: row.id,
      formId: row.form_id,
      version: row.version,
      instanceId: row.instance_id ?? row.content_id,
      submissionDate: row.submission_date,
      storedAt: row.stored_at,
      encrypted: row.encrypted === 1,
      state: row.state,
      signature: row.signature,
      repaired: row.repaired,
      keyFingerprint: row.key_fingerprint,
      submitter: row.submitter,
      device: row.device,
      reviewState: row.review_state,
      editOf: row.deprecated_id,
      otherIds: this.#otherIds.all(row.id),
      isDraft: row.is_draft === 1,
      sources: row.sources === null ? [] : row.sources.split('\n'),
      isCurrent: this.#rowOf.get({ id: row.id }) === row.id,
      attachments: this.#attachments.all(row.id).map(
        ({ name, file, md5 }): ExportAttachment => ({
          name,
          path: file === null ? null : join(this.#filesFolder, file),
          md5,
        }),
      ),
      records: recordsOf(row.instance_id ?? '', this.#records.all(row.id)),
    };
  }
}

/**
 * What was exported before could be opened then, so this changes nothing for those that cannot; and a version too many
 * is no harm. Without it, every submission would be looked up in what was exported; and a file that rows are added to
 * would have other columns than those that its first rows asked for.
 */
function withoutNew(filter: RowFilter): RowFilter {
  return { ...filter, newSince: undefined };
}

/** The values that `MATCHES` names. */
export function filterParameters(
  formId: string,
  filter: RowFilter,
): Readonly<Record<string, string | number | null>> {
  return {
    formId,
    anyVersion: filter.version === undefined ? 1 : 0,
    version: filter.version ?? null,
    from: filter.from ?? '',
    to: filter.to ?? '9999',
    export: filter.newSince ?? '',
    allVersions: filter.allVersions === true ? 1 : 0,
    withoutDeleted: filter.withoutDeleted === true ? 1 : 0,
    sources: filter.sources === undefined ? null : JSON.stringify(filter.sources),
  };
}

function toLeftOut(row: LeftOutRow): LeftOutSubmission {
  return {
    formId: row.form_id,
    version: row.version,
    instanceId: row.instance_id,
    submissionDate: row.submission_date,
    storedAt: row.stored_at,
    codes: JSON.parse(row.codes) as string[],
  };
}

/** Throws `store.answers_damaged`, which names the submission. */
function recordsOf(submission: string, rows: readonly RecordRow[]): SubmissionRecord[] {
  try {
    return rows.map(toRecord);
  } catch (cause) {
    throw new Problem('store.answers_damaged', { submission }, { cause });
  }
}

function toRecord(row: RecordRow): SubmissionRecord {
  return {
    path: row.path,
    key: row.key,
    parentKey: row.parent_key,
    ordinal: row.ordinal,
    values: JSON.parse(row.values) as Record<string, string>,
    repeats: row.repeats === '' ? NONE : (JSON.parse(row.repeats) as Record<string, number>),
  };
}
