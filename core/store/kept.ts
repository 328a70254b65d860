import type { Content, EarlierManifest, FetchedPart, FetchedSubmission } from '../model/fetched.ts';
import { storedContent } from '../model/file-places.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import type { FileKeys } from '../model/workspace-keys.ts';
import type { Db } from './db.ts';
import { hasContent } from './submission-ids.ts';

/** A stored submission in the form in which it came, to be decrypted again. */
export interface KeptSubmission {
  readonly source: string;
  readonly fetched: FetchedSubmission;
  readonly isKept: true;
}

interface Row {
  readonly id: number;
  readonly form_id: string | null;
  readonly manifest: Uint8Array;
  readonly submission_date: string | null;
  readonly submitter: string | null;
  readonly device: string | null;
  readonly review_state: string | null;
  readonly source: string | null;
  readonly locator: string | null;
  readonly listed_form: string | null;
  readonly stamp: string | null;
}

interface PartRow {
  readonly name: string;
  readonly bytes: Uint8Array | null;
  readonly file: string | null;
  readonly size: number;
}

/**
 * A submission that may lack a file: it is not whole, or it is plain. Only an encrypted one names its files.
 */
interface Lacking {
  readonly id: number;
  readonly contentId: string;
  readonly encrypted: number;
}

/** The files that are here of one content. */
interface FilesHere {
  readonly contentId: string;
  readonly files: readonly { readonly name: string; readonly content: Content }[];
}

/** The listing that is used to decrypt a submission that several sources list. */
const FIRST_LISTING = `(SELECT f.id FROM listed f WHERE f.submission_id = s.id
  ORDER BY f.source, f.form_id, f.id LIMIT 1)`;

/**
 * Whether a submission waits for a key and may be decrypted: no listing of it was set aside. CROSS JOIN makes
 * SQLite start with the few that were set aside, and not with everything that is listed.
 */
const WAITS = `s.state = 'sealed' AND s.id NOT IN (SELECT l.submission_id FROM set_aside a CROSS JOIN listed l
  ON l.source = a.source AND l.form_id = a.form_id AND l.locator = a.locator WHERE l.submission_id IS NOT NULL)`;

/** The kept ciphertext, as decryption needs it. */
export class Kept {
  readonly #forms;
  readonly #page;
  readonly #parts;
  readonly #count;
  readonly #named;
  readonly #leftOut;
  readonly #counts;
  readonly #lacking;
  readonly #lackingOfContent;
  readonly #hasOthers;
  readonly #attachments;
  readonly #earlier;
  readonly #folder: string;
  readonly #filesFolder: string;
  readonly #fileKeys: FileKeys | null;

  constructor(db: Db, ciphertextFolder: string, filesFolder: string, fileKeys: FileKeys | null) {
    this.#fileKeys = fileKeys;
    this.#folder = ciphertextFolder;
    this.#filesFolder = filesFolder;
    this.#lacking = db.prepare<[string, string, string], Lacking>(
      `SELECT s.id, s.content_id AS contentId, s.encrypted FROM listed l JOIN submission s ON s.id = l.submission_id
       WHERE l.source = ? AND l.form_id = ? AND l.locator = ? AND (s.state <> 'decrypted' OR s.encrypted = 0)`,
    );
    this.#lackingOfContent = db.prepare<[object], Lacking>(
      `SELECT id, content_id AS contentId, encrypted FROM submission
       WHERE ${hasContent('@contentId')} AND (state <> 'decrypted' OR encrypted = 0)
         AND (@instanceId IS NULL OR instance_id = @instanceId) LIMIT 1`,
    );
    this.#hasOthers = db
      .prepare<[string, string], number>(
        'SELECT EXISTS (SELECT 1 FROM listed WHERE source < ?) OR EXISTS (SELECT 1 FROM listed WHERE source > ?)',
      )
      .pluck();
    this.#attachments = db.prepare<[number], { name: string; file: string; size: number }>(
      `SELECT name, file, size FROM attachment
       WHERE submission_id = ? AND state = 'present' AND file IS NOT NULL ORDER BY position`,
    );
    this.#forms = db
      .prepare<[], string | null>("SELECT DISTINCT form_id FROM submission WHERE state = 'sealed'")
      .pluck();
    // One form at a time: the index has them in this order. Otherwise every page would sort everything that
    // waits.
    this.#page = db.prepare<[string | null, number], Row>(
      `SELECT s.id, s.form_id, s.manifest, s.submission_date, s.submitter, s.device, s.review_state,
         l.source, l.locator, l.form_id AS listed_form, l.stamp
       FROM submission s LEFT JOIN listed l ON l.id = ${FIRST_LISTING}
       WHERE s.form_id IS ? AND s.id > ? AND ${WAITS}
       ORDER BY s.id LIMIT 50`,
    );
    this.#parts = db.prepare<[number], PartRow>(
      'SELECT name, bytes, file, size FROM ciphertext WHERE submission_id = ? ORDER BY id',
    );
    this.#earlier = db.prepare<[number], EarlierManifest>(
      `SELECT manifest AS xml, replaced_at AS replacedAt FROM earlier_manifest
       WHERE submission_id = ? ORDER BY position`,
    );
    this.#count = db
      .prepare<[string | null, string | null], number>(
        `SELECT count(*) FROM submission s WHERE ${WAITS} AND (? IS NULL OR s.form_id = ?)`,
      )
      .pluck();
    this.#counts = db.prepare<[], { source: string; formId: string; count: number }>(
      `SELECT ifnull(l.source, '') AS source, ifnull(l.form_id, ifnull(s.form_id, '')) AS formId, count(*) AS count
       FROM submission s LEFT JOIN listed l ON l.id = ${FIRST_LISTING}
       WHERE ${WAITS} GROUP BY 1, 2`,
    );
    // A file that was not requested at the download is not missing at decryption.
    this.#leftOut = db
      .prepare<[number], string>(
        `SELECT ciphertext_name FROM attachment
         WHERE submission_id = ? AND state = 'left-out' AND ciphertext_name IS NOT NULL`,
      )
      .pluck();
    this.#named = db.prepare<[string, string, string, string], PartRow>(
      `SELECT c.name, c.bytes, c.file, c.size FROM listed l JOIN ciphertext c ON c.submission_id = l.submission_id
       WHERE l.source = ? AND l.form_id = ? AND l.locator = ? AND c.name = ? ORDER BY c.id`,
    );
  }

  /**
   * How many submissions wait for a key, by the source and form that list them first. Source '' means that no
   * source lists them.
   */
  counts(): readonly { readonly source: string; readonly formId: string; readonly count: number }[] {
    return this.#counts.all();
  }

  /**
   * Submissions that wait for a key, of one form or of all. Gives no row twice, even if rows change in the
   * meantime.
   */
  *waiting(formId: string | null): Generator<KeptSubmission> {
    for (const form of formId === null ? this.#forms.all() : [formId]) {
      let after = 0;
      for (;;) {
        const rows = this.#page.all(form, after);
        for (const row of rows) yield this.#kept(row);
        const last = rows[rows.length - 1];
        if (last === undefined) break;
        after = last.id;
      }
    }
  }

  /** The kept parts with this name, of a submission that a source lists. */
  partsOf(source: string, { formId, locator }: SubmissionRef, name: string): readonly Content[] {
    return this.#named.all(source, formId, locator, name).map((row) => this.#content(row));
  }

  /**
   * The files that are here of a ref's submission, if that submission may lack one: its encrypted files or,
   * if it is plain, its attachments. Null when there are none.
   */
  filesOf(source: string, { formId, locator }: SubmissionRef): FilesHere | null {
    return this.#filesHere(this.#lacking.get(source, formId, locator));
  }

  /** The same, by content and from any source. With an instance ID, only of that submission. */
  filesOfContent(contentId: string, instanceId: string | null): FilesHere | null {
    return this.#filesHere(this.#lackingOfContent.get({ contentId, instanceId }));
  }

  /** Whether any source other than this one lists something. */
  hasOtherSources(source: string): boolean {
    return this.#hasOthers.get(source, source) === 1;
  }

  #filesHere(row: Lacking | undefined): FilesHere | null {
    if (row === undefined) return null;
    const parts =
      row.encrypted === 1
        ? this.#parts.all(row.id).map((part) => ({ name: part.name, content: this.#content(part) }))
        : this.#attachments.all(row.id).map(({ name, file, size }) => ({
            name,
            content: storedContent(this.#filesFolder, file, size, this.#fileKeys),
          }));
    return parts.length === 0 ? null : { contentId: row.contentId, files: parts };
  }

  /** How many submissions wait for a key. */
  count(formId: string | null): number {
    return this.#count.get(formId, formId) ?? 0;
  }

  #content({ bytes, file, size }: PartRow): Content {
    return file === null
      ? { kind: 'bytes', bytes: bytes ?? new Uint8Array() }
      : storedContent(this.#folder, file, size, this.#fileKeys);
  }

  #kept(row: Row): KeptSubmission {
    const parts: FetchedPart[] = this.#parts
      .all(row.id)
      .map((part) => ({ name: part.name, content: this.#content(part) }));
    for (const name of this.#leftOut.all(row.id)) parts.push({ name, content: null, notAsked: true });
    return {
      source: row.source ?? '',
      isKept: true,
      fetched: {
        ref: {
          formId: row.listed_form ?? row.form_id ?? '',
          locator: row.locator ?? '',
          stamp: row.stamp ?? '',
        },
        xml: { kind: 'bytes', bytes: row.manifest },
        parts,
        earlier: this.#earlier.all(row.id),
        facts: {
          submissionDate: row.submission_date,
          submitter: row.submitter,
          device: row.device,
          reviewState: row.review_state,
        },
        problems: [],
      },
    };
  }
}
