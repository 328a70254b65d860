import { join } from 'node:path';
import { Problem } from '../ground/problem.ts';
import type { FormModel } from '../model/form.ts';
import type { SubmissionRecord } from '../model/record.ts';
import type {
  ArrivedPath,
  ExportAttachment,
  ExportSubmission,
  LeftOutSubmission,
  RowFilter,
  RowReader,
} from '../model/rows.ts';
import type { FileKeys } from '../model/workspace-keys.ts';
import { joinTables, pathsWithout, tablesOf } from '../xform/shapes.ts';
import { arrivedPathsOf, unnamedPathsOf } from './answer-paths.ts';
import type { Db } from './db.ts';
import { START } from './export-order.ts';
import { originsOf } from './origins.ts';
import { type AttachmentRow, type ReadRow, type RecordRow, RowBatches } from './row-batches.ts';
import { RowFacts } from './row-facts.ts';
import { MATCHES } from './row-filter.ts';

interface LeftOutRow {
  readonly id: number;
  readonly form_id: string;
  readonly version: string | null;
  readonly instance_id: string | null;
  readonly submission_date: string | null;
  readonly stored_at: string;
  readonly codes: string;
}

const PAGE = 200;
const NO_ATTACHMENTS: readonly ExportAttachment[] = [];
const NONE: Readonly<Record<string, number>> = {};
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
  readonly #batches: RowBatches;
  readonly #leftOut;
  readonly #sources;
  /** Of the last submission. */
  #version: string | null = null;

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
    this.#batches = new RowBatches(db);
    this.#leftOut = db.prepare<[object], LeftOutRow>(
      `SELECT id, form_id, version, instance_id, submission_date, stored_at,
         (SELECT json_group_array(code) FROM (SELECT code FROM problem p
          WHERE p.submission_id = submission.id GROUP BY code ORDER BY min(p.id))) AS codes
       FROM submission INDEXED BY submission_not_readable
       WHERE ${MATCHES} AND record_count = 0 AND id > @after ORDER BY id LIMIT ${PAGE}`,
    );
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
        const read = this.#batches.one(fixed, id);
        if (read !== null) yield this.#submission(read);
      }
      return;
    }
    for (let after = START; ; ) {
      const batch = this.#batches.after(fixed, after);
      for (const read of batch) yield this.#submission(read);
      const last = batch[batch.length - 1]?.row;
      if (last === undefined) return;
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

  arrivedPaths(): readonly ArrivedPath[] {
    return arrivedPathsOf(this.#db, this.#formId);
  }

  #submission({ row, records, otherIds, attachments }: ReadRow): ExportSubmission {
    return {
      rowId: row.id,
      formId: this.#formId,
      version: this.#sameVersion(row.version),
      instanceId: row.instance_id ?? row.content_id ?? '',
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
      sources: () => this.#sourcesOf(row.id),
      isCurrent: row.is_current === 1,
      attachments:
        attachments.length === 0 ? NO_ATTACHMENTS : attachments.map((one) => this.#attachment(one)),
      records: recordsOf(row.instance_id ?? '', records),
    };
  }

  /** Returns one text for equal versions: it is compared for each answer, and faster when it is the same. */
  #sameVersion(version: string | null): string | null {
    if (version !== this.#version) this.#version = version;
    return this.#version;
  }

  #attachment({ name, file, md5 }: AttachmentRow): ExportAttachment {
    return {
      name,
      path: file === null ? null : join(this.#filesFolder, file),
      md5,
      ...(this.#fileKeys === null ? {} : { key: this.#fileKeys.content }),
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
