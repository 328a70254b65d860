import type { RepairReason, SignatureState, SubmissionState } from '../../model/states.ts';
import { onServer } from '../on-server.ts';
import { originsOf } from '../origins.ts';
import { rowOf } from '../readable.ts';

/** What is known of a submission apart from its answers. */
export interface BrowsedSubmission {
  readonly id: number;
  readonly formId: string | null;
  readonly version: string | null;
  readonly instanceId: string | null;
  readonly contentId: string;
  readonly encrypted: number;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly keyFingerprint: string | null;
  readonly submissionDate: string | null;
  readonly submittedMs: number;
  readonly submittedDay: string;
  readonly storedAt: string;
  readonly device: string | null;
  readonly submitter: string | null;
  readonly reviewState: string | null;
  readonly deprecatedId: string | null;
  readonly recordCount: number;
  readonly problems: number;
  /** 1 when a server has it, 0 when it was deleted there, null when no server is known to have had it. */
  readonly onServer: number | null;
  /** The row of the version that stands for this submission; null when this version does. */
  readonly rowId: number | null;
}

/**
 * Facts about a submission apart from its answers, as text. Pages, filters and sorting all use the same text.
 */
export const FACTS = {
  '@submitted': "ifnull(s.submission_date, '')",
  '@device': "ifnull(s.device, '')",
  '@submitter': "ifnull(s.submitter, '')",
  '@version': "ifnull(s.version, '')",
  // One item per line (`core/data/cells.ts`).
  '@source': `ifnull(${originsOf('s', 'char(10)')}, '')`,
  '@signature': "iif(s.encrypted = 1, s.signature, 'not-encrypted')",
  '@draft': "iif(s.is_draft = 1, 'draft', '')",
  '@problems': 'CAST((SELECT count(*) FROM problem p WHERE p.submission_id = s.id) AS TEXT)',
  '@edited': "ifnull(s.deprecated_id, '')",
  '@review': "ifnull(s.review_state, '')",
  '@state': 's.state',
  '@stored': 's.stored_at',
  '@id': "ifnull(s.instance_id, '')",
  // For a row of a repeat: the submission's name is made from these (`core/data/parent-name.ts`).
  '@parent': `iif(r.path = '', '', json_object('id', ifnull(s.instance_id, s.content_id), 'parent', r.parent_key, 'answers',
    (SELECT o."values" FROM record o WHERE o.submission_id = s.id AND o.ordinal = 0)))`,
} as const;
export type FactId = keyof typeof FACTS;

/** A record with its submission: one row of a table. `values` is JSON. */
export interface BrowsedRow extends BrowsedSubmission, Readonly<Record<FactId, string>> {
  readonly ordinal: number;
  readonly key: string;
  readonly parentKey: string | null;
  readonly values: string;
}

/** The columns of a `BrowsedSubmission`. */
export const COLUMNS = `s.id, s.form_id AS formId, s.version, s.instance_id AS instanceId, s.content_id AS contentId, s.encrypted,
  s.state, s.signature, s.repaired, s.key_fingerprint AS keyFingerprint, s.submission_date AS submissionDate,
  s.submitted_ms AS submittedMs, s.submitted_day AS submittedDay, s.stored_at AS storedAt, s.device, s.submitter,
  s.review_state AS reviewState, s.deprecated_id AS deprecatedId, s.record_count AS recordCount,
  (SELECT count(*) FROM problem p WHERE p.submission_id = s.id) AS problems,
  ${onServer('s')} AS onServer, nullif(${rowOf('s.id')}, s.id) AS rowId`;
/** The columns of a `BrowsedRow`. */
export const ROW = `${COLUMNS}, r.ordinal, r.key, r.parent_key AS parentKey, r."values",
  ${Object.entries(FACTS)
    .map(([id, sql]) => `${sql} AS "${id}"`)
    .join(', ')}`;
