import type { ProblemCode, ProblemData } from '../problem.ts';
import type { Db } from './database.ts';
import { HAS_PROBLEM } from './readable.ts';

export type Bucket = 'not-readable' | 'not-stored' | 'warning';

/** Submissions of one form at one source with the same cause. */
export interface GroupedProblem {
  readonly bucket: Bucket;
  readonly problem: ProblemData;
  readonly source: string;
  readonly formId: string;
  readonly title: string;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly fingerprint: string | null;
}

export interface GroupMember {
  readonly submissionId: number | null;
  readonly id: string;
  readonly locator: string | null;
  readonly version: string | null;
  readonly submittedAt: string | null;
  readonly device: string | null;
  readonly present: number | null;
  readonly expected: number | null;
}

export interface ProblemTotals {
  readonly notReadable: number;
  readonly notStored: number;
  readonly warnings: number;
  readonly here: number;
}

/** What tells most of a submission with several problems; the others in the order in which they came. */
const telling: readonly ProblemCode[] = [
  'key.none_fits',
  'submission.xml_enc_missing',
  'submission.key_truncated',
  'submission.key_missing',
  'decrypt.padding',
  'decrypt.length',
  'decrypt.answers_damaged',
  'decrypt.signature_mismatch',
  'submission.attachment_missing',
];

const RANK = `CASE p.code ${telling.map((code, i) => `WHEN '${code}' THEN ${i}`).join(' ')} ELSE ${telling.length} END`;

/**
 * One row a submission that has something: its bucket, and its most telling problem. A submission that is not readable
 * and has no problem row waits for a key.
 */
const MEMBERS = `
  SELECT s.id AS submission_id, CASE WHEN s.record_count = 0 THEN 'not-readable' ELSE 'warning' END AS bucket,
    ifnull((SELECT l.source FROM listed l WHERE l.submission_id = s.id ORDER BY l.id LIMIT 1), '') AS source,
    ifnull(s.form_id, '') AS form_id,
    (SELECT p.id FROM problem p WHERE p.submission_id = s.id ORDER BY ${RANK}, p.id LIMIT 1) AS problem_id,
    NULL AS locator
  FROM submission s WHERE s.record_count = 0 OR ${HAS_PROBLEM}
  UNION ALL
  SELECT NULL, 'not-stored', p.source, ifnull(p.form_id, ''), min(p.id), p.locator
  FROM problem p WHERE p.submission_id IS NULL AND p.locator IS NOT NULL AND p.locator NOT LIKE 'list:%'
    AND p.locator NOT LIKE 'form:%'
  GROUP BY p.source, p.form_id, p.locator`;

interface GroupRow {
  readonly bucket: Bucket;
  readonly source: string;
  readonly formId: string;
  readonly code: ProblemCode | null;
  readonly params: string | null;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** Every submission that is not as it should be, counted once, in the first bucket that fits, by cause. */
export class ProblemGroups {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Of one form, or of all; the largest first. */
  all(formId: string | null): GroupedProblem[] {
    const rows = this.#db
      .prepare<[string | null, string | null], GroupRow>(
        `SELECT m.bucket, m.source, m.form_id AS formId, p.code, min(p.params) AS params, count(*) AS count,
           min(nullif(s.submission_date, '')) AS first, max(nullif(s.submission_date, '')) AS last
         FROM (${MEMBERS}) m LEFT JOIN problem p ON p.id = m.problem_id LEFT JOIN submission s ON s.id = m.submission_id
         WHERE ? IS NULL OR m.form_id = ?
         GROUP BY m.bucket, m.source, m.form_id, p.code ORDER BY count DESC, p.code`,
      )
      .all(formId, formId);
    return rows.map((row) => ({
      bucket: row.bucket,
      problem: {
        code: row.code ?? 'key.none_fits',
        params: row.params === null ? {} : (JSON.parse(row.params) as ProblemData['params']),
      },
      source: row.source,
      formId: row.formId,
      title: this.#title(row.formId),
      count: row.count,
      first: row.first,
      last: row.last,
      fingerprint: this.#fingerprint(row.formId),
    }));
  }

  /** One group's submissions, oldest first. */
  members(
    group: Pick<GroupedProblem, 'bucket' | 'source' | 'formId'> & { readonly code: string },
    offset: number,
    limit: number,
  ): GroupMember[] {
    return this.#db
      .prepare<[object], GroupMember>(
        `SELECT m.submission_id AS submissionId, ifnull(s.instance_id, ifnull(m.locator, s.content_id)) AS id,
           ifnull(m.locator, (SELECT l.locator FROM listed l WHERE l.submission_id = m.submission_id LIMIT 1)) AS locator,
           s.version, s.submission_date AS submittedAt, s.device,
           CASE WHEN s.id IS NULL THEN NULL ELSE
             (SELECT count(*) FROM attachment a WHERE a.submission_id = s.id AND a.state = 'present') END AS present,
           CASE WHEN s.id IS NULL THEN NULL ELSE
             (SELECT count(*) FROM attachment a WHERE a.submission_id = s.id) END AS expected
         FROM (${MEMBERS}) m LEFT JOIN problem p ON p.id = m.problem_id LEFT JOIN submission s ON s.id = m.submission_id
         WHERE m.bucket = @bucket AND m.source = @source AND m.form_id = @formId
           AND ifnull(p.code, 'key.none_fits') = @code
         ORDER BY s.submitted_ms, m.submission_id, m.locator LIMIT @limit OFFSET @offset`,
      )
      .all({ ...group, offset, limit });
  }

  totals(): ProblemTotals {
    const row = this.#db
      .prepare<[], ProblemTotals>(
        `SELECT ifnull(sum(bucket = 'not-readable'), 0) AS notReadable, ifnull(sum(bucket = 'not-stored'), 0) AS notStored,
           ifnull(sum(bucket = 'warning'), 0) AS warnings, (SELECT count(*) FROM submission) AS here
         FROM (${MEMBERS})`,
      )
      .get();
    return row ?? { notReadable: 0, notStored: 0, warnings: 0, here: 0 };
  }

  #title(formId: string): string {
    return (
      this.#db
        .prepare<[string, string], string>(
          `SELECT title FROM (SELECT title, id FROM form WHERE form_id = ? ORDER BY id DESC LIMIT 1)
           UNION ALL SELECT title FROM source_form WHERE form_id = ? LIMIT 1`,
        )
        .pluck()
        .get(formId, formId) ?? formId
    );
  }

  #fingerprint(formId: string): string | null {
    return (
      this.#db
        .prepare<[string], string>(
          'SELECT key_fingerprint FROM form WHERE form_id = ? AND key_fingerprint IS NOT NULL ORDER BY id DESC LIMIT 1',
        )
        .pluck()
        .get(formId) ?? null
    );
  }
}
