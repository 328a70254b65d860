import type { RepairReason, SignatureState, SubmissionState } from '../model/states.ts';
import { unnamedPathsOf } from './answer-paths.ts';
import type { Db } from './db.ts';
import { DELETED_IDS, onServer, UNLISTED_IDS } from './on-server.ts';
import { originsOf } from './origins.ts';
import { rowOf } from './readable.ts';

/** What is known of a submission beside its answers. */
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
  /** 1 when a server has it, 0 when it was deleted there, null when none was ever seen to have it. */
  readonly onServer: number | null;
  /** The row that stands for it; null when it is that row. */
  readonly rowId: number | null;
}

/** What is known of a submission beside its answers, as text: the same in a page, a filter and a sort. */
const FACTS = {
  '@submitted': "ifnull(s.submission_date, '')",
  '@device': "ifnull(s.device, '')",
  '@submitter': "ifnull(s.submitter, '')",
  '@version': "ifnull(s.version, '')",
  // A line each (`core/data/cells.ts`).
  '@source': `ifnull(${originsOf('s', 'char(10)')}, '')`,
  '@signature': "iif(s.encrypted = 1, s.signature, 'not-encrypted')",
  '@draft': "iif(s.is_draft = 1, 'draft', '')",
  '@problems': 'CAST((SELECT count(*) FROM problem p WHERE p.submission_id = s.id) AS TEXT)',
  '@edited': "ifnull(s.deprecated_id, '')",
  '@review': "ifnull(s.review_state, '')",
  '@state': 's.state',
  '@stored': 's.stored_at',
  '@id': "ifnull(s.instance_id, '')",
  // Of a row of a repeat: what its submission is called is made from these (`core/data/parent-name.ts`).
  '@parent': `iif(r.path = '', '', json_object('id', ifnull(s.instance_id, s.content_id), 'parent', r.parent_key, 'answers',
    (SELECT o."values" FROM record o WHERE o.submission_id = s.id AND o.ordinal = 0)))`,
} as const;
export type FactId = keyof typeof FACTS;

/** What a scan reads of each row: a fact, the answer at a path, all answers as JSON, its key, or that of its parent. */
export type ScanCell =
  | { readonly kind: 'fact'; readonly id: FactId }
  | { readonly kind: 'answer'; readonly path: string }
  | { readonly kind: 'answers' }
  | { readonly kind: 'key' | 'parent' };

/** A scanned row; the cells that were asked for stand from `SCAN_CELLS` on. */
export type ScanRow = readonly [
  id: number,
  ordinal: number,
  version: string | null,
  day: string,
  ...cells: (string | null)[],
];
export const SCAN_CELLS = 4;

/** A record with its submission: one row of a table. `values` is JSON. */
export interface BrowsedRow extends BrowsedSubmission, Readonly<Record<FactId, string>> {
  readonly ordinal: number;
  readonly key: string;
  readonly parentKey: string | null;
  readonly values: string;
}

/** One version of a submission. */
export interface BrowsedVersion {
  readonly id: number;
  readonly instanceId: string | null;
  readonly storedAt: string;
  readonly isReadable: number;
  readonly isRow: number;
}

export interface BrowsedRecord {
  readonly ordinal: number;
  readonly path: string;
  readonly key: string;
  readonly parentKey: string | null;
  readonly values: string;
}

export interface BrowsedAttachment {
  readonly position: number;
  readonly name: string;
  readonly state: string;
  readonly size: number | null;
  readonly md5: string | null;
  readonly file: string | null;
}

const COLUMNS = `s.id, s.form_id AS formId, s.version, s.instance_id AS instanceId, s.content_id AS contentId, s.encrypted,
  s.state, s.signature, s.repaired, s.key_fingerprint AS keyFingerprint, s.submission_date AS submissionDate,
  s.submitted_ms AS submittedMs, s.submitted_day AS submittedDay, s.stored_at AS storedAt, s.device, s.submitter,
  s.review_state AS reviewState, s.deprecated_id AS deprecatedId, s.record_count AS recordCount,
  (SELECT count(*) FROM problem p WHERE p.submission_id = s.id) AS problems,
  ${onServer('s')} AS onServer, nullif(${rowOf('s.id')}, s.id) AS rowId`;
const ROW = `${COLUMNS}, r.ordinal, r.key, r.parent_key AS parentKey, r."values",
  ${Object.entries(FACTS)
    .map(([id, sql]) => `${sql} AS "${id}"`)
    .join(', ')}`;

function scanSql(cell: ScanCell, i: number): string {
  switch (cell.kind) {
    case 'fact':
      return FACTS[cell.id];
    case 'answer':
      return `r."values" ->> @c${i}`;
    case 'answers':
      return 'r."values"';
    case 'key':
      return 'r.key';
    case 'parent':
      return 'r.parent_key';
  }
}

/** Reading for tables and sheets. Every text that comes from a window is bound, never part of a statement. */
export class Browse {
  readonly #db: Db;
  readonly #newest;
  readonly #count;
  readonly #pieceEnd;
  readonly #allNewest;
  readonly #everyNewest;
  readonly #row;
  readonly #one;
  readonly #records;
  readonly #attachments;

  constructor(db: Db) {
    this.#db = db;
    this.#newest = db
      .prepare<[string, number, number], number>(
        `SELECT id FROM submission INDEXED BY submission_readable WHERE form_id = ? AND record_count > 0
           AND row_id IS NULL
         ORDER BY submitted_ms DESC, id DESC LIMIT ? OFFSET ?`,
      )
      .pluck();
    this.#count = db
      .prepare<[string], number>(
        `SELECT count(*) FROM submission INDEXED BY submission_readable
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL`,
      )
      .pluck();
    this.#pieceEnd = db
      .prepare<[string, number, number], number>(
        `SELECT id FROM submission INDEXED BY submission_reading WHERE form_id = ? AND id > ? AND record_count > 0
         ORDER BY id LIMIT 1 OFFSET ?`,
      )
      .pluck();
    this.#allNewest = db
      .prepare<[string], number>(
        `SELECT id FROM submission INDEXED BY submission_readable
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL ORDER BY submitted_ms DESC, id DESC`,
      )
      .pluck();
    this.#everyNewest = db
      .prepare<[string], number>(
        'SELECT id FROM submission WHERE form_id = ? AND record_count > 0 ORDER BY submitted_ms DESC, id DESC',
      )
      .pluck();
    this.#row = db.prepare<[number, number], BrowsedRow>(
      `SELECT ${ROW} FROM submission s JOIN record r ON r.submission_id = s.id WHERE s.id = ? AND r.ordinal = ?`,
    );
    this.#one = db.prepare<[number], BrowsedSubmission>(`SELECT ${COLUMNS} FROM submission s WHERE s.id = ?`);
    this.#records = db.prepare<[number], BrowsedRecord>(
      `SELECT ordinal, path, key, parent_key AS parentKey, "values" FROM record WHERE submission_id = ? ORDER BY ordinal`,
    );
    this.#attachments = db.prepare<[number], BrowsedAttachment>(
      'SELECT position, name, state, size, md5, file FROM attachment WHERE submission_id = ? ORDER BY position',
    );
  }

  /** Changes whenever any connection has written: what was read before may be old. */
  version(): number {
    return this.#db.pragma('data_version', { simple: true }) as number;
  }

  /** Readable submissions of a form, newest first, by one index alone. */
  newest(formId: string, limit: number, offset: number): number[] {
    return this.#newest.all(formId, limit, offset);
  }

  countReadable(formId: string): number {
    return this.#count.get(formId) ?? 0;
  }

  /** All readable submissions of a form, newest first: 4 bytes each. With every version of each where asked for. */
  allNewest(formId: string, allVersions = false): Int32Array {
    return Int32Array.from((allVersions ? this.#everyNewest : this.#allNewest).all(formId));
  }

  /**
   * The rows of one table of a form by ascending submission, in pieces of so many submissions; of one submission alone
   * where `only` is given; of every version where `allVersions` is true. Reads nothing but the cells that are asked for. The paths of answers are bound, and must be
   * names that the form or its answers have: SQLite takes no others.
   */
  *scan(
    formId: string,
    path: string,
    cells: readonly ScanCell[],
    size: number,
    only: number | null = null,
    allVersions = false,
  ): Generator<readonly ScanRow[]> {
    const bound: Record<string, string> = {};
    const columns = cells.map((cell, i) => {
      if (cell.kind === 'answer') bound[`c${i}`] = `$."${cell.path}"`;
      return scanSql(cell, i);
    });
    const record =
      path === ''
        ? 'r.submission_id = s.id AND r.ordinal = 0'
        : "r.submission_id = s.id AND r.path = @path AND r.path <> ''";
    // The order of the join is given, so that SQLite walks over the narrow index of submissions, not over records.
    const page = this.#db
      .prepare<[object], ScanRow>(
        `SELECT ${['s.id', 'r.ordinal', 's.version', 's.submitted_day', ...columns].join(', ')}
         FROM submission s INDEXED BY submission_reading CROSS JOIN record r ON ${record}
         WHERE s.form_id = @formId AND s.id > @after AND s.id <= @upTo AND s.record_count > 0
           ${allVersions || only !== null ? '' : 'AND s.row_id IS NULL'}
         ORDER BY s.id, r.ordinal`,
      )
      .raw();
    const fixed = path === '' ? { formId, ...bound } : { formId, path, ...bound };
    if (only !== null) {
      yield page.all({ ...fixed, after: only - 1, upTo: only });
      return;
    }
    for (let after = 0; ; ) {
      const end = this.#pieceEnd.get(formId, after, size - 1);
      yield page.all({ ...fixed, after, upTo: end ?? Number.MAX_SAFE_INTEGER });
      if (end === undefined) return;
      after = end;
    }
  }

  row(id: number, ordinal: number): BrowsedRow | null {
    return this.#row.get(id, ordinal) ?? null;
  }

  submission(id: number): BrowsedSubmission | null {
    return this.#one.get(id) ?? null;
  }

  records(id: number): BrowsedRecord[] {
    return this.#records.all(id);
  }

  attachments(id: number): BrowsedAttachment[] {
    return this.#attachments.all(id);
  }

  /** Every form of which something is here: readable and not readable submissions. */
  formCounts(): { readonly formId: string; readonly readable: number; readonly notReadable: number }[] {
    return this.#db
      .prepare<[], { formId: string; readable: number; notReadable: number }>(
        `SELECT form_id AS formId, sum(record_count > 0) AS readable, sum(record_count = 0) AS notReadable
         FROM submission INDEXED BY submission_reading WHERE form_id IS NOT NULL AND row_id IS NULL GROUP BY form_id`,
      )
      .all();
  }

  countNotReadable(formId: string): number {
    return (
      this.#db
        .prepare<[string], number>(
          `SELECT count(*) FROM submission INDEXED BY submission_not_readable
           WHERE form_id = ? AND record_count = 0 AND row_id IS NULL`,
        )
        .pluck()
        .get(formId) ?? 0
    );
  }

  /** On the servers and not here, by form; only forms that were ever counted. */
  toPull(): ReadonlyMap<string, number> {
    const rows = this.#db
      .prepare<[], { formId: string; count: number }>(
        `SELECT f.form_id AS formId, (SELECT count(*) FROM listed l WHERE l.source = f.source AND l.form_id = f.form_id
           AND l.submission_id IS NULL AND l.is_gone = 0) AS count
         FROM source_form f WHERE f.counted_at IS NOT NULL`,
      )
      .all();
    const sums = new Map<string, number>();
    for (const { formId, count } of rows) sums.set(formId, (sums.get(formId) ?? 0) + count);
    return sums;
  }

  versions(formId: string): { readonly version: string | null; readonly submissions: number }[] {
    return this.#db
      .prepare<[string], { version: string | null; submissions: number }>(
        `SELECT version, count(*) AS submissions FROM submission INDEXED BY submission_reading
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL GROUP BY version ORDER BY version DESC`,
      )
      .all(formId);
  }

  /** How many rows each repeat of a form has, by its path. */
  repeatRows(formId: string): ReadonlyMap<string, number> {
    const rows = this.#db
      .prepare<[string], { path: string; count: number }>(
        `SELECT r.path, count(*) AS count FROM submission s INDEXED BY submission_reading
           CROSS JOIN record r INDEXED BY record_repeat ON r.submission_id = s.id
         WHERE s.form_id = ? AND s.record_count > 1 AND s.row_id IS NULL AND r.path <> '' GROUP BY r.path`,
      )
      .all(formId);
    return new Map(rows.map(({ path, count }) => [path, count]));
  }

  /** Paths of answers that no definition names, by record path, in the order of the documents. */
  unnamedPaths(formId: string): ReadonlyMap<string, readonly string[]> {
    return unnamedPathsOf(this.#db, formId);
  }

  days(formId: string, device: string | null): { readonly day: string; readonly count: number }[] {
    return this.#db
      .prepare<[string, string | null, string | null], { day: string; count: number }>(
        `SELECT submitted_day AS day, count(*) AS count FROM submission INDEXED BY submission_device
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL AND (? IS NULL OR device = ?) AND submitted_day > '1970-01-02'
         GROUP BY submitted_day ORDER BY submitted_day`,
      )
      .all(formId, device, device);
  }

  devices(formId: string): { readonly device: string | null; readonly count: number }[] {
    return this.#db
      .prepare<[string], { device: string | null; count: number }>(
        `SELECT device, count(*) AS count FROM submission INDEXED BY submission_device
         WHERE form_id = ? AND record_count > 0 AND row_id IS NULL GROUP BY device ORDER BY count DESC LIMIT 200`,
      )
      .all(formId);
  }

  /** Submissions that a pull has stored. */
  ofPull(pullId: number): ReadonlySet<number> {
    return new Set(
      this.#db
        .prepare<[number], number>(
          'SELECT id FROM submission WHERE run_id IN (SELECT id FROM run WHERE pull_id = ?)',
        )
        .pluck()
        .all(pullId),
    );
  }

  /** Rows that were deleted on their servers. */
  deletedOnServer(formId: string): ReadonlySet<number> {
    return this.#idsIn(formId, DELETED_IDS);
  }

  /** Rows that are no longer listed for this account. */
  noLongerListed(formId: string): ReadonlySet<number> {
    return this.#idsIn(formId, UNLISTED_IDS);
  }

  #idsIn(formId: string, ids: string): ReadonlySet<number> {
    return new Set(
      this.#db
        .prepare<[string], number>(`SELECT id FROM submission WHERE form_id = ? AND id IN (${ids})`)
        .pluck()
        .all(formId),
    );
  }

  /** The names of the servers, with their projects, and of the folders that list a submission. */
  sourcesOf(id: number): string[] {
    const names = this.#db
      .prepare<[number], string | null>(
        `SELECT ${originsOf('s', 'char(10)')} FROM submission s WHERE s.id = ?`,
      )
      .pluck()
      .get(id);
    return names == null ? [] : names.split('\n');
  }

  problemsOf(id: number): { readonly code: string; readonly params: string }[] {
    return this.#db
      .prepare<[number], { code: string; params: string }>(
        'SELECT code, params FROM problem WHERE submission_id = ? ORDER BY id',
      )
      .all(id);
  }

  /** All versions of an edited submission that are here, the row first, then by row id; only itself when there is one. */
  versionsOf(id: number): BrowsedVersion[] {
    return this.#db
      .prepare<[object], BrowsedVersion>(
        `SELECT s.id, s.instance_id AS instanceId, s.stored_at AS storedAt, s.record_count > 0 AS isReadable, s.row_id IS NULL AS isRow
         FROM submission s WHERE s.id = ${rowOf('@id')}
           OR s.id IN (SELECT v.id FROM submission v INDEXED BY submission_versions WHERE v.row_id = ${rowOf('@id')})
         ORDER BY isRow DESC, s.id DESC`,
      )
      .all({ id });
  }

  keepsCiphertext(id: number): boolean {
    return (
      this.#db
        .prepare<[number], number>('SELECT 1 FROM ciphertext WHERE submission_id = ? LIMIT 1')
        .pluck()
        .get(id) === 1
    );
  }

  xml(id: number): { readonly xml: Uint8Array | null; readonly file: string | null } | null {
    return (
      this.#db
        .prepare<[number], { xml: Uint8Array | null; file: string | null }>(
          'SELECT xml, xml_file AS file FROM submission WHERE id = ?',
        )
        .get(id) ?? null
    );
  }

  layout(formId: string, path: string): string | null {
    return (
      this.#db
        .prepare<[string, string], string>('SELECT layout FROM table_layout WHERE form_id = ? AND path = ?')
        .pluck()
        .get(formId, path) ?? null
    );
  }
}
