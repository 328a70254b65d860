import type { RepairReason, SignatureState, SubmissionState } from '../model/states.ts';
import type { Db } from './db.ts';
import { BEHIND, IN_ORDER, type Place } from './export-order.ts';
import { MATCHES } from './row-filter.ts';

/** A submission, and its record when it has only one. */
export interface SubmissionRow {
  readonly id: number;
  readonly version: string | null;
  readonly instance_id: string | null;
  /** Only where there is no instance ID. */
  readonly content_id: string | null;
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
  readonly has_attachments: number;
}

export interface RecordRow {
  readonly ordinal: number;
  readonly path: string;
  readonly key: string;
  readonly parent_key: string | null;
  readonly values: string;
  readonly repeats: string;
}

/** The columns of the record are NULL when the submission has several records. */
type JoinedRow = SubmissionRow & { readonly [C in keyof RecordRow]: RecordRow[C] | null };

export interface AttachmentRow {
  readonly name: string;
  readonly file: string | null;
  readonly md5: string | null;
}

/** A submission with all that belongs to it, as the database has it. */
export interface ReadRow {
  readonly row: SubmissionRow;
  readonly records: readonly RecordRow[];
  readonly otherIds: readonly string[];
  readonly attachments: readonly AttachmentRow[];
}

/**
 * Submissions are read together in one transaction, because a statement on its own first asks the file system for a
 * lock. More of them would live until the next collection of garbage, which then takes longer.
 */
const MOST = 40;
/** So many characters of answers at most, and one submission more. */
const MOST_CHARACTERS = 2_000_000;

const NO_IDS: readonly string[] = [];
const NO_ATTACHMENTS: readonly AttachmentRow[] = [];

/** Most submissions have one record and no attachment: one statement reads all of them. */
const COLUMNS = `submission.id, version, instance_id, iif(instance_id IS NULL, content_id, NULL) AS content_id,
  encrypted, state, signature, repaired, key_fingerprint, submission_date, submitted_ms, stored_at, submitter, device,
  review_state, deprecated_id, is_draft,
  row_id IS NULL AS is_current,
  EXISTS (SELECT 1 FROM submission v INDEXED BY submission_versions WHERE v.row_id = submission.id) AS has_others,
  EXISTS (SELECT 1 FROM attachment a WHERE a.submission_id = submission.id) AS has_attachments,
  r.ordinal, r.path, r.key, r.parent_key, r."values", r.repeats`;
const RECORD = 'LEFT JOIN record r ON r.submission_id = submission.id AND submission.record_count = 1';

/** Reads submissions with all that belongs to them, some at a time. */
export class RowBatches {
  readonly #pages;
  readonly #one;
  readonly #records;
  readonly #attachments;
  readonly #otherIds;
  readonly #readBatch: (values: object, after: Place) => readonly ReadRow[];
  readonly #readOne: (values: object, id: number) => ReadRow | null;

  constructor(db: Db) {
    this.#pages = BEHIND.map((place) =>
      db.prepare<[object], JoinedRow>(
        `SELECT ${COLUMNS} FROM submission INDEXED BY submission_order ${RECORD}
         WHERE ${MATCHES} AND record_count > 0 AND ${place} ORDER BY ${IN_ORDER}`,
      ),
    );
    this.#one = db.prepare<[object], JoinedRow>(
      `SELECT ${COLUMNS} FROM submission ${RECORD} WHERE submission.id = @id AND ${MATCHES} AND record_count > 0`,
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
    this.#readBatch = db.transaction((values, after) => this.#batch({ ...values, ...after }));
    this.#readOne = db.transaction((values, id) => {
      const row = this.#one.get({ ...values, id });
      return row === undefined ? null : this.#whole(row);
    });
  }

  /** Returns the next submissions behind a place; none at the end. Takes the values for `MATCHES`. */
  after(values: object, after: Place): readonly ReadRow[] {
    return this.#readBatch(values, after);
  }

  /** Returns a submission by its row ID; null when the filter does not select it. */
  one(values: object, id: number): ReadRow | null {
    return this.#readOne(values, id);
  }

  #batch(values: object): readonly ReadRow[] {
    const batch: ReadRow[] = [];
    let characters = 0;
    for (const page of this.#pages) {
      for (const row of page.iterate(values)) {
        const read = this.#whole(row);
        batch.push(read);
        for (const record of read.records) characters += record.values.length;
        if (batch.length >= MOST || characters >= MOST_CHARACTERS) return batch;
      }
    }
    return batch;
  }

  #whole(row: JoinedRow): ReadRow {
    return {
      row,
      records: isRecord(row) ? [row] : this.#records.all(row.id),
      otherIds: row.has_others === 1 ? this.#otherIds.all(row.id) : NO_IDS,
      attachments: row.has_attachments === 1 ? this.#attachments.all(row.id) : NO_ATTACHMENTS,
    };
  }
}

function isRecord(row: JoinedRow): row is JoinedRow & RecordRow {
  return row.key !== null;
}
