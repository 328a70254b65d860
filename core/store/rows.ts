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
import type { FileKeys } from '../model/workspace-keys.ts';
import { joinTables, pathsWithout, tablesOf } from '../xform/shapes.ts';
import { unnamedPathsOf } from './answer-paths.ts';
import type { Db } from './db.ts';
import { originsOf } from './origins.ts';
import { RowFacts } from './row-facts.ts';
import { MATCHES } from './row-filter.ts';

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
  readonly is_current: number;
  readonly has_others: number;
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

interface AttachmentRow {
  readonly name: string;
  readonly file: string | null;
  readonly md5: string | null;
}

/** A submission with all that belongs to it, as the database has it. */
interface ReadRow {
  readonly row: SubmissionRow;
  readonly records: readonly RecordRow[];
  readonly otherIds: readonly string[];
  readonly attachments: readonly AttachmentRow[];
}

const PAGE = 200;
/**
 * Submissions are read together in one transaction, because a statement on its own first asks the file system for a
 * lock. So many characters of answers at most, and one submission more.
 */
const MOST_CHARACTERS = 2_000_000;
const NONE: Readonly<Record<string, number>> = {};
const NO_IDS: readonly string[] = [];

const COLUMNS = `id, form_id, version, instance_id, content_id, encrypted, state, signature, repaired, key_fingerprint,
  submission_date, submitted_ms, stored_at, submitter, device, review_state, deprecated_id, is_draft,
  row_id IS NULL AS is_current,
  EXISTS (SELECT 1 FROM submission v INDEXED BY submission_versions WHERE v.row_id = submission.id) AS has_others`;

/**
 * Reads one form's submissions for an export, a page at a time, so that memory use does not grow with their
 * number.
 */
export class StoredRows extends RowFacts implements RowReader {
  readonly models: readonly FormModel[];
  readonly #db: Db;
  readonly #formId: string;
  readonly #filesFolder: string;
  readonly #fileKeys: FileKeys | null;
  readonly #page;
  readonly #one;
  readonly #leftOut;
  readonly #records;
  readonly #attachments;
  readonly #otherIds;
  readonly #sources;

  constructor(
    db: Db,
    formId: string,
    models: readonly FormModel[],
    filesFolder: string,
    fileKeys: FileKeys | null,
  ) {
    super(db, formId);
    this.models = models;
    this.#formId = formId;
    this.#filesFolder = filesFolder;
    this.#fileKeys = fileKeys;
    this.#db = db;
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
    this.#attachments = db.prepare<[number], AttachmentRow>(
      'SELECT name, file, md5 FROM attachment WHERE submission_id = ? ORDER BY position',
    );
    this.#otherIds = db
      .prepare<[number], string>(
        `SELECT ifnull(instance_id, content_id) FROM submission INDEXED BY submission_versions WHERE row_id = ?`,
      )
      .pluck();
    this.#sources = db
      .prepare<[number], string | null>(
        `SELECT ${originsOf('submission', 'char(10)')} FROM submission WHERE id = ?`,
      )
      .pluck();
  }

  *submissions(filter: RowFilter): Iterable<ExportSubmission> {
    const fixed = this.parameters(filter);
    if (filter.ids !== undefined) {
      for (const id of filter.ids) {
        const row = this.#one.get({ ...fixed, id });
        if (row !== undefined) yield* this.#opened([row]);
      }
      return;
    }
    let after = { ms: Number.MIN_SAFE_INTEGER, instanceId: '', id: 0 };
    for (;;) {
      const rows = this.#page.all({ ...fixed, ...after });
      yield* this.#opened(rows);
      const last = rows[rows.length - 1];
      if (last === undefined || rows.length < PAGE) return;
      after = { ms: last.submitted_ms, instanceId: last.instance_id ?? '', id: last.id };
    }
  }

  *leftOut(filter: RowFilter): Iterable<LeftOutSubmission> {
    const fixed = this.parameters(filter);
    for (let after = 0; ; ) {
      const rows = this.#leftOut.all({ ...fixed, after });
      for (const row of rows) yield toLeftOut(row);
      const last = rows[rows.length - 1];
      if (last === undefined || rows.length < PAGE) return;
      after = last.id;
    }
  }

  storedPaths(): ReadonlyMap<string, readonly string[]> {
    // A submission that was read by a guess has all its paths, including those that a definition has named
    // since.
    return pathsWithout(joinTables(this.models.map(tablesOf)), unnamedPathsOf(this.#db, this.#formId));
  }

  *#opened(rows: readonly SubmissionRow[]): Iterable<ExportSubmission> {
    for (let next = 0; next < rows.length; ) {
      const read = this.#db.transaction(() => this.#read(rows, next))();
      for (const one of read) yield this.#submission(one);
      next += read.length;
    }
  }

  /** Reads what belongs to submissions, from the one at index `from` on. Stops when it has much of it. */
  #read(rows: readonly SubmissionRow[], from: number): readonly ReadRow[] {
    const read: ReadRow[] = [];
    for (let next = from, characters = 0; next < rows.length && characters < MOST_CHARACTERS; next += 1) {
      const row = rows[next];
      if (row === undefined) break;
      const records = this.#records.all(row.id);
      for (const { values } of records) characters += values.length;
      read.push({
        row,
        records,
        otherIds: row.has_others === 1 ? this.#otherIds.all(row.id) : NO_IDS,
        attachments: this.#attachments.all(row.id),
      });
    }
    return read;
  }

  #submission({ row, records, otherIds, attachments }: ReadRow): ExportSubmission {
    const sourcesOf = () => this.#sourcesOf(row.id);
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
      otherIds,
      isDraft: row.is_draft === 1,
      // Few exports show them, and to find them takes longer than to read the submission.
      get sources() {
        return sourcesOf();
      },
      isCurrent: row.is_current === 1,
      attachments: attachments.map(
        ({ name, file, md5 }): ExportAttachment => ({
          name,
          path: file === null ? null : join(this.#filesFolder, file),
          md5,
          ...(this.#fileKeys === null ? {} : { key: this.#fileKeys.content }),
        }),
      ),
      records: recordsOf(row.instance_id ?? '', records),
    };
  }

  #sourcesOf(id: number): readonly string[] {
    const names = this.#sources.get(id) ?? null;
    return names === null ? [] : names.split('\n');
  }
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
