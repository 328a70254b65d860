import type { OpenedSubmission, SubmissionProblem } from '../decrypt/opened.ts';
import { type ProblemCode, problemData } from '../problem.ts';
import type { Content, ServerFacts, SubmissionRef } from '../source/source.ts';
import type { SubmissionState } from '../submission-states.ts';
import { type Existing, isBetter, isDamaged, isUnjudged, mergedFacts, saysSomething } from './better-copy.ts';
import type { Db } from './database.ts';
import type { Records } from './records.ts';
import { readSubmissionDate } from './submission-date.ts';

/** Where a submission came from, and in which run. */
export interface Arrival {
  readonly source: string;
  readonly ref: SubmissionRef;
  readonly facts: ServerFacts;
  readonly runId: number;
  readonly at: string;
  /** Something of it came with nothing to check it by. */
  readonly isUnchecked: boolean;
  /** It is the stored copy itself, opened again. */
  readonly isKept: boolean;
}

/** Ciphertext where it is to stay: small as bytes, large as a path below the ciphertext folder. */
export type KeptCiphertext = readonly { readonly name: string; readonly content: Content }[];

/**
 * What storing did: `new`; `again` when the same content was here already, no worse; `better` when it replaced a copy
 * that was less whole.
 */
export type Stored = 'new' | 'again' | 'better';

export interface PutResult {
  readonly id: number;
  readonly stored: Stored;
  /** State of what is stored now: of the copy that was here, when that one stayed. */
  readonly state: SubmissionState;
  /** True when what is stored now has answers that can be read. */
  readonly isReadable: boolean;
  /** Problems of what is stored now, those that only the store can see among them. */
  readonly problems: readonly ProblemCode[];
  /** Files that nothing names any more, to be removed after the commit: below the files folder, */
  readonly obsoleteFiles: readonly string[];
  /** and below the ciphertext folder. */
  readonly obsoleteCiphertext: readonly string[];
}

/** The submissions, their records, attachments, kept ciphertext and problems. All writing is done in the caller's transaction. */
export class Submissions {
  readonly #db: Db;
  readonly #records: Records;
  readonly #find;
  readonly #insert;
  readonly #setFacts;
  readonly #remove;
  readonly #facts;
  readonly #attachment;
  readonly #ciphertext;
  readonly #problem;
  readonly #unlist;
  readonly #list;
  readonly #listedId;
  readonly #sameInstance;
  readonly #hasConflict;
  readonly #codes;
  readonly #listings;
  readonly #relist;
  readonly #again;
  readonly #formHasKey;
  readonly #isKeyKept;
  readonly #isOpenedThere;
  readonly #sealed;
  readonly #isOrphan;
  readonly #files;
  readonly #ciphertextFiles;

  constructor(db: Db, records: Records) {
    this.#db = db;
    this.#records = records;
    this.#find = db.prepare<[string, string], Existing>(
      `SELECT id, state, signature, record_count AS records, key_fingerprint AS keyFingerprint,
         (SELECT count(*) FROM attachment a WHERE a.submission_id = submission.id AND a.state = 'present') AS present,
         (SELECT count(*) FROM ciphertext c WHERE c.submission_id = submission.id) AS files
       FROM submission WHERE content_id = ? AND ifnull(form_id, '') = ?`,
    );
    this.#insert = db.prepare(
      `INSERT INTO submission (id, form_id, version, instance_id, content_id, encrypted, state, signature, repaired,
         key_fingerprint, signed_digest, submission_date, submitted_ms, submitted_day, deprecated_id, submitter, device,
         review_state, manifest, xml, xml_file, xml_md5, record_count, read_by_form, stored_at, run_id, is_unchecked)
       VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
    );
    this.#setFacts = db.prepare(
      `UPDATE submission SET submitter = ifnull(@submitter, submitter), device = ifnull(@device, device),
         review_state = @reviewState WHERE id = @id`,
    );
    this.#facts = db.prepare<[number], ServerFacts>(
      `SELECT submission_date AS submissionDate, submitter, device, review_state AS reviewState
       FROM submission WHERE id = ?`,
    );
    this.#remove = db.prepare<[number]>('DELETE FROM submission WHERE id = ?');
    this.#attachment = db.prepare('INSERT INTO attachment VALUES (?,?,?,?,?,?,?,?)');
    this.#ciphertext = db.prepare(
      'INSERT INTO ciphertext (submission_id, name, bytes, file, size) VALUES (?,?,?,?,?)',
    );
    this.#problem = db.prepare(
      'INSERT INTO problem (submission_id, form_id, source, locator, code, params, file, run_id) VALUES (?,?,?,?,?,?,?,?)',
    );
    this.#unlist = db.prepare<[string, string]>(
      'DELETE FROM problem WHERE source = ? AND locator = ? AND submission_id IS NULL',
    );
    this.#list = db.prepare(
      `INSERT INTO listed (source, form_id, locator, listed_stamp, stamp, submission_id, again_with_key)
       VALUES (?,?,?,?,?,?,?)
       ON CONFLICT (source, form_id, locator) DO UPDATE
         SET stamp = excluded.stamp, submission_id = excluded.submission_id,
           again_with_key = excluded.again_with_key,
           note = CASE WHEN listed_stamp IS NOT excluded.stamp OR excluded.again_with_key = 1 THEN note END`,
    );
    this.#again = db.prepare<[number]>('UPDATE listed SET again_with_key = 1 WHERE submission_id = ?');
    this.#listedId = db
      .prepare<[string, string, string], number>(
        'SELECT submission_id FROM listed WHERE source = ? AND form_id = ? AND locator = ?',
      )
      .pluck();
    this.#sameInstance = db
      .prepare<[string, string, number], number>(
        "SELECT id FROM submission WHERE instance_id = ? AND ifnull(form_id, '') = ? AND id <> ?",
      )
      .pluck();
    this.#codes = db
      .prepare<[number], ProblemCode>('SELECT code FROM problem WHERE submission_id = ? ORDER BY id')
      .pluck();
    this.#listings = db.prepare<[number], number>('SELECT id FROM listed WHERE submission_id = ?').pluck();
    this.#relist = db.prepare('UPDATE listed SET submission_id = ? WHERE id = ?');
    this.#hasConflict = db
      .prepare<[number], number>(
        "SELECT 1 FROM problem WHERE submission_id = ? AND code = 'submission.conflict'",
      )
      .pluck();
    this.#formHasKey = db
      .prepare<[string, string | null], number>(
        // The submission's own version says it; where that is not at hand, the newest does.
        `SELECT key_fingerprint IS NOT NULL FROM form WHERE form_id = ?
         ORDER BY version IS ? DESC, last_run DESC, id DESC LIMIT 1`,
      )
      .pluck();
    this.#isOpenedThere = db
      .prepare<[string, string], number>(
        'SELECT is_opened_there FROM source_form WHERE source = ? AND form_id = ?',
      )
      .pluck();
    this.#isKeyKept = db
      .prepare<[string | null, string, string], number>(
        `SELECT is_key_kept AND COALESCE(
           (SELECT key_fingerprint IN (SELECT value FROM json_each(kept_keys)) FROM form
            WHERE form_id = source_form.form_id AND kept_keys IS NOT NULL
            ORDER BY version IS ? DESC, last_run DESC, id DESC LIMIT 1), 1)
         FROM source_form WHERE source = ? AND form_id = ?`,
      )
      .pluck();
    this.#sealed = db
      .prepare<[string, string, number], number>(
        `SELECT id FROM submission
         WHERE instance_id = ? AND ifnull(form_id, '') = ? AND id <> ? AND encrypted = 1 AND state = 'stored'`,
      )
      .pluck();
    this.#files = db
      .prepare<[number, number], string>(
        `SELECT file FROM attachment WHERE submission_id = ? AND file IS NOT NULL
         UNION SELECT xml_file FROM submission WHERE id = ? AND xml_file IS NOT NULL`,
      )
      .pluck();
    this.#ciphertextFiles = db
      .prepare<[number], string>('SELECT file FROM ciphertext WHERE submission_id = ? AND file IS NOT NULL')
      .pluck();
    this.#isOrphan = db
      .prepare<[number], number>(
        `SELECT 1 FROM submission s WHERE s.id = ? AND s.instance_id IS NULL AND s.state = 'failed'
           AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.submission_id = s.id)`,
      )
      .pluck();
  }

  /**
   * Stores one submission with all that belongs to it. The same content twice is one; another content under the same
   * instance ID is kept beside it and reported; a better copy (a photo that has come, a key that has been found) takes
   * the place of the worse one under the same row id. Where the server keeps the key, what it has opened itself is that
   * better copy.
   */
  put(opened: OpenedSubmission, arrival: Arrival, kept: KeptCiphertext): PutResult {
    const formKey = opened.formId ?? '';
    const { source, ref, runId } = arrival;
    const existing = this.#find.get(opened.contentId, formKey);
    const before = this.#listedId.get(source, ref.formId, ref.locator) ?? null;
    this.#unlist.run(source, ref.locator);
    const waits = existing !== undefined && isUnjudged(opened, existing);
    if (existing !== undefined && (waits || !isBetter(opened, existing, kept.length, arrival.isKept))) {
      this.#list.run(source, ref.formId, ref.locator, ref.stamp, ref.stamp, existing.id, waits ? 1 : 0);
      const { submitter, device, reviewState } = arrival.facts;
      // A review, which changes nothing of the content, is why it came again.
      if (saysSomething(arrival.facts)) {
        this.#setFacts.run({ submitter, device, reviewState, id: existing.id });
      }
      const useless = without(filesOf(opened), this.filesIn(existing.id));
      return {
        id: existing.id,
        stored: 'again',
        state: existing.state,
        isReadable: existing.records > 0,
        problems: this.#codes.all(existing.id),
        obsoleteFiles: useless,
        obsoleteCiphertext: without(pathsOf(kept), this.#ciphertextFiles.all(existing.id)),
      };
    }
    const old = existing === undefined ? [] : this.filesIn(existing.id);
    const oldCiphertext = existing === undefined ? [] : this.#ciphertextFiles.all(existing.id);
    // Other sources that list the same submission go on listing it.
    const listings = existing === undefined ? [] : this.#listings.all(existing.id);
    const known = existing === undefined ? undefined : this.#facts.get(existing.id);
    if (existing !== undefined) this.#remove.run(existing.id);
    const said = { ...arrival.facts, submissionDate: opened.submissionDate };
    const facts = known === undefined ? said : mergedFacts(said, known, saysSomething(arrival.facts));
    const id = this.#insertAll(existing?.id ?? null, opened, { ...arrival, facts }, kept);
    for (const listing of listings) this.#relist.run(id, listing);
    this.#list.run(source, ref.formId, ref.locator, ref.stamp, ref.stamp, id, 0);
    // What may have been damaged on the way is fetched once more, wherever it is listed; what comes again so is so.
    if (arrival.isUnchecked && isDamaged(opened)) this.#again.run(id);
    // What could not even be read has no identity: the readable copy from the same place takes its place.
    if (before !== null && before !== id && this.#isOrphan.get(before) === 1) this.#remove.run(before);
    const sealed = this.#openedByServer(id, opened, arrival);
    for (const one of sealed) {
      oldCiphertext.push(...this.#ciphertextFiles.all(one));
      this.#remove.run(one);
    }
    this.#reportPlain(id, opened, arrival);
    this.#reportConflict(id, opened, runId);
    return {
      id,
      stored: storedAs(opened, existing, sealed.length > 0),
      state: opened.state,
      isReadable: opened.records.length > 0,
      problems: this.#codes.all(id),
      obsoleteFiles: without(old, filesOf(opened)),
      obsoleteCiphertext: without(oldCiphertext, pathsOf(kept)),
    };
  }

  /** Plaintext files of one submission, below the files folder. */
  filesIn(id: number): string[] {
    return this.#files.all(id, id);
  }

  #insertAll(reuse: number | null, opened: OpenedSubmission, arrival: Arrival, kept: KeptCiphertext): number {
    const { facts } = arrival;
    const moment = readSubmissionDate(facts.submissionDate);
    const xml = opened.xml?.kind === 'bytes' ? opened.xml.bytes : null;
    const id = Number(
      this.#insert.run(
        reuse,
        opened.formId,
        opened.version,
        opened.instanceId,
        opened.contentId,
        opened.encrypted ? 1 : 0,
        opened.state,
        opened.signature,
        opened.repaired,
        opened.keyFingerprint,
        opened.signedDigest,
        facts.submissionDate,
        moment.ms,
        moment.day,
        opened.deprecatedId,
        facts.submitter,
        facts.device,
        facts.reviewState,
        opened.manifest,
        xml,
        opened.xml?.kind === 'file' ? opened.xml.path : null,
        opened.xmlMd5,
        opened.records.length,
        opened.readByForm ? 1 : 0,
        arrival.at,
        arrival.runId,
        arrival.isUnchecked && opened.state === 'stored' ? 1 : 0,
      ).lastInsertRowid,
    );
    this.#records.put(id, opened.formId, opened);
    opened.attachments.forEach((a, position) => {
      this.#attachment.run(id, position, a.name, a.ciphertextName, a.state, a.size, a.md5, a.file);
    });
    for (const { name, content } of kept) {
      if (content.kind === 'bytes') this.#ciphertext.run(id, name, content.bytes, null, content.bytes.length);
      else this.#ciphertext.run(id, name, null, content.path, content.size);
    }
    const isKept = this.#isKeyKept.get(opened.version, arrival.source, arrival.ref.formId) === 1;
    for (const problem of opened.problems) {
      // That no key fits has another reason, and another way out, where the server keeps it.
      const told = isKept && problem.code === 'key.none_fits' ? KEPT_BY_SERVER : problem;
      this.#addProblem(id, opened.formId, told, arrival.runId);
    }
    return id;
  }

  #addProblem(id: number, formId: string | null, problem: SubmissionProblem, runId: number): void {
    this.#problem.run(
      id,
      formId,
      null,
      null,
      problem.code,
      JSON.stringify(problem.params),
      problem.file,
      runId,
    );
  }

  /** The encrypted copies that only their server could open, and has opened now. */
  #openedByServer(id: number, opened: OpenedSubmission, { source, ref }: Arrival): readonly number[] {
    const { encrypted, instanceId, formId } = opened;
    if (encrypted || instanceId === null || this.#isOpenedThere.get(source, ref.formId) !== 1) return [];
    return this.#sealed.all(instanceId, formId ?? '', id);
  }

  #reportPlain(id: number, opened: OpenedSubmission, { source, ref, runId }: Arrival): void {
    const { encrypted, formId, version } = opened;
    if (encrypted || formId === null || this.#formHasKey.get(formId, version) !== 1) return;
    // There it is as it should be: the server opens them itself.
    if (this.#isOpenedThere.get(source, ref.formId) === 1) return;
    this.#addProblem(id, formId, { ...problemData('submission.not_encrypted', {}), file: null }, runId);
  }

  /** Both sides of a conflict are told, whichever came first. */
  #reportConflict(id: number, { instanceId, formId }: OpenedSubmission, runId: number): void {
    const others = instanceId === null ? [] : this.#sameInstance.all(instanceId, formId ?? '', id);
    if (others.length === 0) return;
    for (const side of [id, ...others]) {
      if (this.#hasConflict.get(side) === 1) continue;
      this.#addProblem(side, formId, { ...problemData('submission.conflict', {}), file: null }, runId);
    }
  }

  /** A ref (or a form) that could not be fetched: its problem is kept until the same locator is stored. */
  putUnfetched(
    source: string,
    formId: string,
    locator: string,
    problem: SubmissionProblem,
    runId: number,
  ): void {
    this.clearUnfetched(source, locator);
    const { code, params, file } = problem;
    this.#problem.run(null, formId, source, locator, code, JSON.stringify(params), file, runId);
  }

  clearUnfetched(source: string, locator: string): void {
    this.#unlist.run(source, locator);
  }

  /** Runs `work` in one transaction: all of it is stored, or none. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }
}

/** That a waiting copy turned out to be damaged makes it no better. */
function storedAs(opened: OpenedSubmission, existing: Existing | undefined, isOpenedThere: boolean): Stored {
  if (existing === undefined) return isOpenedThere ? 'better' : 'new';
  return existing.state === 'stored' && opened.state === 'failed' ? 'again' : 'better';
}

const KEPT_BY_SERVER: SubmissionProblem = { ...problemData('key.kept_by_server', {}), file: null };

function filesOf(opened: OpenedSubmission): string[] {
  const files = opened.attachments.flatMap(({ file }) => (file === null ? [] : [file]));
  return opened.xml?.kind === 'file' ? [...files, opened.xml.path] : files;
}

function pathsOf(kept: KeptCiphertext): string[] {
  return kept.flatMap(({ content }) => (content.kind === 'file' ? [content.path] : []));
}

function without(files: readonly string[], kept: readonly string[]): string[] {
  const keep = new Set(kept);
  return files.filter((file) => !keep.has(file));
}
