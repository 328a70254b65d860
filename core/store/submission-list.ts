import type { RepairReason, SignatureState, SubmissionState } from '../model/states.ts';
import type { Db } from './db.ts';
import { ON_SERVER, onServer } from './on-server.ts';
import { isFrom, originsOf } from './origins.ts';
import { isRow, rowOf } from './readable.ts';
import { hasInstance } from './submission-ids.ts';

/** One submission as lists show it. What is unknown is null. */
export interface SubmissionSummary {
  readonly id: number;
  readonly formId: string | null;
  readonly version: string | null;
  readonly instanceId: string | null;
  readonly encrypted: boolean;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly keyFingerprint: string | null;
  readonly submissionDate: string | null;
  readonly editOf: string | null;
  readonly attachments: { readonly expected: number; readonly present: number; readonly failed: number };
  readonly problems: readonly string[];
  /**
   * Whether a server has it. False when it was deleted there. Null when no server is known to have had it,
   * and when it is no longer listed for this account: then the server may still have it.
   */
  readonly onServer: boolean | null;
  /** It was listed once, and is no longer listed for this account. */
  readonly isUnlisted: boolean;
  /** The names of the servers, with their projects, and of the folders that list it. */
  readonly sources: readonly string[];
  /** False for a version that is not the current one of its submission. */
  readonly isCurrent: boolean;
}

interface SummaryRow {
  readonly id: number;
  readonly form_id: string | null;
  readonly version: string | null;
  readonly instance_id: string | null;
  readonly encrypted: number;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly key_fingerprint: string | null;
  readonly submission_date: string | null;
  readonly deprecated_id: string | null;
  readonly expected: number;
  readonly present: number;
  readonly failed: number;
  readonly codes: string;
  readonly onServer: number | null;
  readonly isRow: number;
  readonly sources: string | null;
}

/** The plaintext XML of a submission: bytes, or a path below the files folder. */
export interface PlainXml {
  readonly formId: string | null;
  readonly bytes: Uint8Array | null;
  readonly file: string | null;
}

/** The submissions one by one. Lists are iterated, so that memory holds one page of them. */
export class SubmissionList {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * All submissions, or one form's, in the order in which they were stored. With `allVersions`, every version
   * of an edited submission and not only the current one. With `sources`, only what comes from one of these
   * (`RowFilter.sources`).
   */
  *all(
    formId: string | null,
    allVersions = false,
    sources?: readonly string[],
  ): Generator<SubmissionSummary> {
    const page = this.#db.prepare<[object], SummaryRow>(
      `SELECT s.id, s.form_id, s.version, s.instance_id, s.encrypted, s.state, s.signature, s.repaired,
         s.key_fingerprint, s.submission_date, s.deprecated_id,
         (SELECT count(*) FROM attachment a WHERE a.submission_id = s.id) AS expected,
         (SELECT count(*) FROM attachment a WHERE a.submission_id = s.id AND a.state = 'present') AS present,
         (SELECT count(*) FROM attachment a WHERE a.submission_id = s.id AND a.state = 'failed') AS failed,
         (SELECT json_group_array(code) FROM (SELECT code FROM problem p WHERE p.submission_id = s.id ORDER BY p.id)) AS codes,
         ${onServer('s')} AS onServer, ${rowOf('s.id')} = s.id AS isRow,
         ${originsOf('s', 'char(10)')} AS sources
       FROM submission s WHERE s.id > @after AND (@formId IS NULL OR s.form_id = @formId)
         AND (@sources IS NULL OR ${isFrom('s', '@sources')})
         ${allVersions ? '' : `AND ${isRow('s')}`} ORDER BY s.id LIMIT 500`,
    );
    const fixed = { formId, sources: sources === undefined ? null : JSON.stringify(sources) };
    let after = 0;
    for (;;) {
      const rows = page.all({ ...fixed, after });
      for (const row of rows) yield summary(row);
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = last.id;
    }
  }

  /** The readable submissions of a form with this instance ID, in any version of theirs: their ids. */
  readableWith(formId: string, instanceId: string): number[] {
    return this.#db
      .prepare<[string, string], number>(
        `SELECT id FROM submission
         WHERE form_id = ? AND ifnull(instance_id, content_id) = ? AND record_count > 0 ORDER BY id`,
      )
      .pluck()
      .all(formId, instanceId);
  }

  /**
   * The plaintext XML of every submission with this instance ID, newest first: bytes, or a path below the
   * files folder.
   */
  xmlOf(instanceId: string): PlainXml[] {
    return this.#db
      .prepare<[object], PlainXml>(
        `SELECT form_id AS formId, xml AS bytes, xml_file AS file FROM submission
         WHERE ${hasInstance('@instanceId')} AND (xml IS NOT NULL OR xml_file IS NOT NULL) ORDER BY id DESC`,
      )
      .all({ instanceId });
  }
}

function summary(row: SummaryRow): SubmissionSummary {
  return {
    id: row.id,
    formId: row.form_id,
    version: row.version,
    instanceId: row.instance_id,
    encrypted: row.encrypted === 1,
    state: row.state,
    signature: row.signature,
    repaired: row.repaired,
    keyFingerprint: row.key_fingerprint,
    submissionDate: row.submission_date,
    editOf: row.deprecated_id,
    attachments: { expected: row.expected, present: row.present, failed: row.failed },
    problems: JSON.parse(row.codes) as string[],
    onServer:
      row.onServer === null || row.onServer === ON_SERVER.unlisted ? null : row.onServer === ON_SERVER.listed,
    isUnlisted: row.onServer === ON_SERVER.unlisted,
    sources: row.sources === null ? [] : row.sources.split('\n'),
    isCurrent: row.isRow === 1,
  };
}
