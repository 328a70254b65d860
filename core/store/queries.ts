import type { ProblemData } from '../ground/problem.ts';
import type { RepairReason, SignatureState, SubmissionState } from '../model/states.ts';
import type { Db } from './db.ts';
import { isOfForm } from './form-locators.ts';
import { DELETED_IDS, ON_SERVER, onServer, UNLISTED_IDS } from './on-server.ts';
import { isFrom, originsOf } from './origins.ts';
import { HAS_PROBLEM, IS_NOT_READABLE, isRow, NOT_STORED, rowOf } from './readable.ts';

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
   * Whether a server has it: false when it was deleted there, null when none was ever seen to have it, and when it is no
   * longer listed for this account: it may be there or not.
   */
  readonly onServer: boolean | null;
  /** It was listed once, and is no longer listed for this account. */
  readonly isUnlisted: boolean;
  /** The names of the servers, with their projects, and of the folders that list it. */
  readonly sources: readonly string[];
  /** False for a version in whose place another one is the row. */
  readonly isCurrent: boolean;
}

/** One problem as lists show it, with the submission that it is about where there is one. */
export interface StoredProblem extends ProblemData {
  readonly submissionId: number | null;
  readonly formId: string | null;
  readonly instanceId: string | null;
  readonly file: string | null;
}

export interface FormCounts {
  readonly formId: string | null;
  /** `submissions = readable + notReadable`, as everywhere; the states beside them say how far each has come. */
  readonly submissions: number;
  readonly readable: number;
  readonly notReadable: number;
  readonly decrypted: number;
  readonly sealed: number;
  readonly incomplete: number;
  readonly failed: number;
  readonly withProblems: number;
  /** Deleted on their servers, and still here. */
  readonly deletedOnServer: number;
  /** No longer listed by their servers for this account, which may have them all the same, and still here. */
  readonly noLongerListed: number;
}

export interface SignatureCount {
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly submissions: number;
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

interface ProblemRow {
  readonly submission_id: number | null;
  readonly form_id: string | null;
  readonly instance_id: string | null;
  readonly code: ProblemData['code'];
  readonly params: string;
  readonly file: string | null;
}

/** Reading for lists and counts. Takes nothing it is not asked for into memory: lists are iterated. */
export class Queries {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * All submissions, or one form's, in the order in which they were stored; where asked for with every version of an
   * edited one, and not its row alone; where `sources` are given only what comes from one of these (`RowFilter.sources`).
   */
  *submissions(
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

  /** Every open problem: of the rows of submissions, of refs that could not be fetched, and of forms: their lists and definitions, without an ID. */
  problems(formId: string | null): StoredProblem[] {
    return this.#db
      .prepare<[string | null, string | null], ProblemRow>(
        `SELECT p.submission_id, ifnull(p.form_id, s.form_id) AS form_id,
           ifnull(s.instance_id, CASE WHEN NOT ${isOfForm('p.locator')} THEN p.locator END) AS instance_id, p.code, p.params, p.file
         FROM problem p LEFT JOIN submission s ON s.id = p.submission_id
         WHERE (? IS NULL OR ifnull(p.form_id, s.form_id) = ?) AND (s.id IS NULL OR ${isRow('s')}) ORDER BY p.id`,
      )
      .all(formId, formId)
      .map(({ submission_id, form_id, instance_id, code, params, file }) => ({
        submissionId: submission_id,
        formId: form_id,
        instanceId: instance_id,
        code,
        params: JSON.parse(params) as ProblemData['params'],
        file,
      }));
  }

  /** How many rows this connection has written, deleted or changed. */
  changes(): number {
    return this.#db.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
  }

  /** A number that changes when another connection has written, and with nothing that this one writes. */
  othersChanges(): number {
    return this.#db.pragma('data_version', { simple: true }) as number;
  }

  hasForm(formId: string): boolean {
    return (
      this.#db
        .prepare<[string, string], number>(
          'SELECT 1 FROM form WHERE form_id = ? UNION SELECT 1 FROM submission WHERE form_id = ? LIMIT 1',
        )
        .pluck()
        .get(formId, formId) === 1
    );
  }

  sqliteVersion(): string {
    return this.#db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
  }

  /** How many forms are known: by their definitions, by what sources list, or by a submission. */
  formCount(): number {
    return (
      this.#db
        .prepare<[], number>(
          // From one form to the next by the index, rather than through all submissions.
          `WITH RECURSIVE named(form_id) AS (
             SELECT min(form_id) FROM submission
             UNION ALL SELECT (SELECT min(s.form_id) FROM submission s WHERE s.form_id > named.form_id)
               FROM named WHERE named.form_id IS NOT NULL)
           SELECT count(*) FROM (SELECT form_id FROM form UNION SELECT form_id FROM source_form
             UNION SELECT form_id FROM named WHERE form_id IS NOT NULL)`,
        )
        .pluck()
        .get() ?? 0
    );
  }

  /** All submissions that are here, each once, and of how many the answers can be read. */
  hereOnce(): { readonly here: number; readonly readable: number; readonly notReadable: number } {
    const { here = 0, readable = 0 } =
      this.#db
        .prepare<[], { here: number; readable: number }>(
          `SELECT count(*) AS here, ifnull(sum(record_count > 0), 0) AS readable
           FROM submission INDEXED BY submission_reading WHERE row_id IS NULL`,
        )
        .get() ?? {};
    return { here, readable, notReadable: here - readable };
  }

  /** Submissions that are not as they should be, each counted once: not readable, with a warning, or not stored. */
  withProblems(): number {
    return (
      this.#db
        .prepare<[], number>(
          `SELECT (SELECT count(DISTINCT s.id) FROM problem p JOIN submission s ON s.id = p.submission_id WHERE ${isRow('s')})
             + (SELECT count(*) FROM submission s WHERE ${IS_NOT_READABLE} AND NOT ${HAS_PROBLEM}
               AND ${isRow('s')})
             + (SELECT count(DISTINCT l.id) FROM ${NOT_STORED})`,
        )
        .pluck()
        .get() ?? 0
    );
  }

  /** How many submissions are here whose answers can be read. */
  readableCount(): number {
    return (
      this.#db.prepare<[], number>('SELECT count(*) FROM submission WHERE record_count > 0').pluck().get() ??
      0
    );
  }

  counts(): FormCounts[] {
    return this.#db
      .prepare<[], FormCounts>(
        `SELECT form_id AS formId, count(*) AS submissions,
           sum(record_count > 0) AS readable, sum(record_count = 0) AS notReadable,
           sum(state = 'decrypted') AS decrypted, sum(state = 'sealed') AS sealed,
           sum(state = 'incomplete') AS incomplete, sum(state = 'failed') AS failed,
           sum(EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = submission.id)) AS withProblems,
           sum(id IN (${DELETED_IDS})) AS deletedOnServer,
           sum(id IN (${UNLISTED_IDS})) AS noLongerListed
         FROM submission WHERE ${isRow('submission')} GROUP BY form_id ORDER BY form_id`,
      )
      .all();
  }

  /** The rows that this server listed once, and that were deleted since. */
  deletedAt(source: string): Set<number> {
    return new Set(this.#db.prepare<[string], number>(`${DELETED_IDS} AND g.source = ?`).pluck().all(source));
  }

  /** The rows that this server listed once, and that no server lists any more for this account. */
  unlistedAt(source: string): Set<number> {
    return new Set(
      this.#db.prepare<[string], number>(`${UNLISTED_IDS} AND g.source = ?`).pluck().all(source),
    );
  }

  /** How many submissions of a form are here, by the version that they name. */
  versionCounts(formId: string): ReadonlyMap<string | null, number> {
    const rows = this.#db
      .prepare<[string], { version: string | null; count: number }>(
        `SELECT version, count(*) AS count FROM submission WHERE form_id = ? AND ${isRow('submission')}
         GROUP BY version ORDER BY version DESC`,
      )
      .all(formId);
    return new Map(rows.map(({ version, count }) => [version, count]));
  }

  /** How many problems there are of each code, the most frequent first. */
  problemCounts(): { readonly code: ProblemData['code']; readonly count: number }[] {
    return this.#db
      .prepare<[], { code: ProblemData['code']; count: number }>(
        `SELECT code, count(*) AS count FROM problem p WHERE p.submission_id IS NULL OR EXISTS (
           SELECT 1 FROM submission s WHERE s.id = p.submission_id AND ${isRow('s')})
         GROUP BY code ORDER BY count DESC, code`,
      )
      .all();
  }

  /** The newest problem of a code; null when there is none any more. */
  newestProblem(code: ProblemData['code']): ProblemData | null {
    const params = this.#db
      .prepare<[string], string>('SELECT params FROM problem WHERE code = ? ORDER BY id DESC LIMIT 1')
      .pluck()
      .get(code);
    return params === undefined ? null : { code, params: JSON.parse(params) as ProblemData['params'] };
  }

  signatureCounts(): SignatureCount[] {
    return this.#db
      .prepare<[], SignatureCount>(
        `SELECT signature, repaired, count(*) AS submissions FROM submission
         WHERE encrypted = 1 AND ${isRow('submission')} GROUP BY signature, repaired ORDER BY submissions DESC`,
      )
      .all();
  }

  /** The plaintext XML of every submission of that instance ID, newest first: bytes, or a path below the files folder. */
  xmlOf(instanceId: string): PlainXml[] {
    return this.#db
      .prepare<[string], PlainXml>(
        `SELECT form_id AS formId, xml AS bytes, xml_file AS file FROM submission
         WHERE instance_id = ? AND (xml IS NOT NULL OR xml_file IS NOT NULL) ORDER BY id DESC`,
      )
      .all(instanceId);
  }
}

/** The plaintext XML of a submission: bytes, or a path below the files folder. */
export interface PlainXml {
  readonly formId: string | null;
  readonly bytes: Uint8Array | null;
  readonly file: string | null;
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
