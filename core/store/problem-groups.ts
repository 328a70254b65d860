import type { ProblemCode, ProblemData } from '../ground/problem.ts';
import type { CauseBucket } from '../model/pull.ts';
import type { Db } from './db.ts';
import { formNames } from './form-names.ts';
import { Forms } from './forms.ts';
import { Origins } from './origins.ts';
import { isRow, NOT_STORED } from './readable.ts';
import { telling } from './telling.ts';
import { KEY_OF_VERSION } from './version-keys.ts';

/** Submissions of one form at one source with the same cause. */
export interface GroupedProblem {
  readonly bucket: CauseBucket;
  readonly problem: ProblemData;
  readonly source: string;
  readonly formId: string;
  readonly title: string;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  /** The key that the form version asks for, where no key decrypts these; '' when it is not known. */
  readonly fingerprint: string;
  /** The form versions of these submissions, newest first; null is "no version". */
  readonly versions: readonly (string | null)[];
}

/** What distinguishes one group from another. */
export type GroupKey = Pick<GroupedProblem, 'bucket' | 'source' | 'formId' | 'fingerprint'> & {
  readonly code: string;
};

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

const RANK = `CASE p.code ${telling.map((code, i) => `WHEN '${code}' THEN ${i}`).join(' ')} ELSE ${telling.length} END`;

/**
 * One row per submission with a problem, in a temporary table of this connection. It starts from the problems
 * and from the few unreadable submissions, so its cost grows with what is wrong and not with the workspace.
 * An unreadable submission without a problem row waits for a key.
 */
const CENSUS = `
  CREATE TEMP TABLE IF NOT EXISTS census (
    submission_id INTEGER, bucket TEXT NOT NULL, source TEXT NOT NULL, form_id TEXT NOT NULL, code TEXT NOT NULL,
    params TEXT NOT NULL, fingerprint TEXT NOT NULL, version TEXT, locator TEXT,
    submitted_ms INTEGER NOT NULL
  ) STRICT;
  DELETE FROM census;
  INSERT INTO census
  SELECT s.id, CASE WHEN s.record_count = 0 THEN 'not-readable' ELSE 'warning' END,
    ifnull((SELECT l.source FROM listed l WHERE l.submission_id = s.id ORDER BY l.id LIMIT 1), ''),
    ifnull(s.form_id, ''), ifnull(p.code, 'key.none_fits'), ifnull(p.params, '{"tried":0}'),
    '', s.version, NULL, s.submitted_ms
  FROM (SELECT submission_id AS id FROM problem WHERE submission_id IS NOT NULL
    UNION SELECT id FROM submission INDEXED BY submission_not_readable WHERE record_count = 0) t
  CROSS JOIN submission s ON s.id = t.id AND ${isRow('t')}
  LEFT JOIN problem p ON p.id =
    (SELECT p.id FROM problem p WHERE p.submission_id = s.id ORDER BY ${RANK}, p.id LIMIT 1);
  INSERT INTO census
  SELECT NULL, 'not-stored', l.source, l.form_id, p.code, p.params, '', NULL, l.locator, 0
  FROM (SELECT min(p.id) AS problem_id, l.id AS listed_id FROM ${NOT_STORED} GROUP BY l.id) t
  CROSS JOIN problem p ON p.id = t.problem_id CROSS JOIN listed l ON l.id = t.listed_id;
  CREATE TEMP TABLE IF NOT EXISTS asked_key (form_id TEXT, version TEXT, fingerprint TEXT) STRICT;
  DELETE FROM asked_key;
  INSERT INTO asked_key SELECT v.form_id, v.version, ${KEY_OF_VERSION}
  FROM (SELECT DISTINCT form_id, version FROM census WHERE code = 'key.none_fits') v;
  UPDATE census SET fingerprint = ifnull((SELECT k.fingerprint FROM asked_key k
    WHERE k.form_id = census.form_id AND k.version IS census.version), '') WHERE code = 'key.none_fits';
  CREATE INDEX IF NOT EXISTS temp.census_group
    ON census (form_id, bucket, source, code, fingerprint, submitted_ms, submission_id, locator);`;

interface GroupRow {
  readonly bucket: CauseBucket;
  readonly source: string;
  readonly formId: string;
  readonly code: ProblemCode;
  readonly fingerprint: string;
  readonly params: string;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
  /** JSON. */
  readonly versions: string;
}

/** Every submission with a problem, grouped by cause. Each is counted once, in the first bucket that fits. */
export class ProblemGroups {
  readonly #db: Db;
  #takenAt: number | null = null;

  /** Takes a read-only connection. */
  constructor(db: Db) {
    this.#db = db;
  }

  /** The groups of one form, or of all forms; the largest first. */
  all(formId: string | null): GroupedProblem[] {
    this.#take();
    const rows = this.#db
      .prepare<[string | null, string | null], GroupRow>(
        `SELECT bucket, source, form_id AS formId, code, fingerprint, min(params) AS params, count(*) AS count,
           min(nullif(submitted_ms, 0)) AS first, max(nullif(submitted_ms, 0)) AS last,
           json_group_array(DISTINCT version) AS versions
         FROM census WHERE ? IS NULL OR form_id = ?
         GROUP BY form_id, bucket, source, code, fingerprint ORDER BY count DESC, code, form_id, source`,
      )
      .all(formId, formId);
    const names = formNames(new Forms(this.#db), new Origins(this.#db));
    return rows.map(({ code, params, first, last, versions, ...row }) => ({
      ...row,
      problem: { code, params: JSON.parse(params) as ProblemData['params'] },
      title: names.get(row.formId) ?? this.#title(row.formId),
      versions: (JSON.parse(versions) as (string | null)[]).sort().reverse(),
      first: first === null ? null : new Date(first).toISOString(),
      last: last === null ? null : new Date(last).toISOString(),
    }));
  }

  /** One group's submissions, oldest first. */
  members(group: GroupKey, offset: number, limit: number): GroupMember[] {
    this.#take();
    return this.#db
      .prepare<[object], GroupMember>(
        `SELECT m.submission_id AS submissionId, ifnull(s.instance_id, ifnull(m.locator, s.content_id)) AS id,
           ifnull(m.locator, (SELECT l.locator FROM listed l WHERE l.submission_id = m.submission_id
             ORDER BY l.source IS NOT m.source, l.id LIMIT 1)) AS locator,
           s.version, nullif(s.submission_date, '') AS submittedAt, s.device,
           CASE WHEN s.id IS NULL THEN NULL ELSE
             (SELECT count(*) FROM attachment a WHERE a.submission_id = s.id AND a.state = 'present') END AS present,
           CASE WHEN s.id IS NULL THEN NULL ELSE
             (SELECT count(*) FROM attachment a WHERE a.submission_id = s.id) END AS expected
         FROM (SELECT * FROM census WHERE form_id = @formId AND bucket = @bucket AND source = @source AND code = @code
             AND fingerprint = @fingerprint
           ORDER BY submitted_ms, submission_id, locator LIMIT @limit OFFSET @offset) m
         LEFT JOIN submission s ON s.id = m.submission_id ORDER BY m.submitted_ms, m.submission_id, m.locator`,
      )
      .all({ ...group, offset, limit });
  }

  /** The stored submissions of a group. */
  ids(group: GroupKey): ReadonlySet<number> {
    this.#take();
    return new Set(
      this.#db
        .prepare<[object], number>(
          `SELECT submission_id FROM census WHERE form_id = @formId AND bucket = @bucket AND source = @source
             AND code = @code AND fingerprint = @fingerprint AND submission_id IS NOT NULL`,
        )
        .pluck()
        .all(group),
    );
  }

  totals(): ProblemTotals {
    this.#take();
    const row = this.#db
      .prepare<[], ProblemTotals>(
        `SELECT ifnull(sum(bucket = 'not-readable'), 0) AS notReadable, ifnull(sum(bucket = 'not-stored'), 0) AS notStored,
           ifnull(sum(bucket = 'warning'), 0) AS warnings,
           (SELECT count(*) FROM submission INDEXED BY submission_reading WHERE row_id IS NULL) AS here
         FROM census`,
      )
      .get();
    return row ?? { notReadable: 0, notStored: 0, warnings: 0, here: 0 };
  }

  /** Builds the census again if another connection has written since the last one. */
  #take(): void {
    const at = this.#db.pragma('data_version', { simple: true }) as number;
    if (at === this.#takenAt) return;
    this.#db.exec(`BEGIN; ${CENSUS} COMMIT;`);
    this.#takenAt = at;
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
}
