import { type ProblemCode, problemData } from '../ground/problem.ts';
import type { ServerFacts } from '../model/fetched.ts';
import type { OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import type { Arrival, KeptCiphertext } from './arrival.ts';
import type { Existing } from './better-copy.ts';
import type { Db } from './db.ts';
import type { Records } from './records.ts';
import { readSubmissionDate } from './submission-date.ts';
import { hasContent, hasInstance } from './submission-ids.ts';

const EXISTING = `SELECT id, form_id AS formId, instance_id AS instanceId, deprecated_id AS deprecatedId, state, signature,
    record_count AS records, key_fingerprint AS keyFingerprint,
    (SELECT r.root_id FROM submission r INDEXED BY submission_of_root
      WHERE r.id = submission.id AND r.root_id IS NOT NULL) AS rootId,
    (SELECT json_group_array(a.name) FROM attachment a
      WHERE a.submission_id = submission.id AND a.state = 'present') AS present,
    (SELECT count(*) FROM ciphertext c WHERE c.submission_id = submission.id) AS files
  FROM submission`;

/**
 * The rows of a submission: the submission itself, its records, attachments, kept ciphertext and problems.
 * All writing is in the caller's transaction.
 */
export class SubmissionRows {
  readonly #records: Records;
  readonly #find;
  readonly #findSigned;
  readonly #get;
  readonly #insert;
  readonly #setFacts;
  readonly #setRoot;
  readonly #facts;
  readonly #remove;
  readonly #attachment;
  readonly #ciphertext;
  readonly #earlier;
  readonly #problem;
  readonly #codes;
  readonly #unsay;
  readonly #clear;
  readonly #isKeyKept;
  readonly #files;
  readonly #ciphertextFiles;
  readonly #isOrphan;

  constructor(db: Db, records: Records) {
    this.#records = records;
    this.#find = db.prepare<[object], Existing>(
      `${EXISTING} WHERE ${hasContent('@contentId')} AND ifnull(form_id, '') = @formKey`,
    );
    this.#findSigned = db.prepare<[object], Existing>(
      `${EXISTING} WHERE ${hasInstance('@instanceId')} AND ifnull(form_id, '') = @formKey
         AND signed_digest = @signedDigest AND signature = 'valid'`,
    );
    this.#get = db.prepare<[number], Existing>(`${EXISTING} WHERE id = ?`);
    this.#insert = db.prepare(
      `INSERT INTO submission (id, form_id, version, instance_id, content_id, encrypted, state, signature, repaired,
         key_fingerprint, signed_digest, submission_date, submitted_ms, submitted_day, deprecated_id, submitter, device,
         review_state, manifest, xml, xml_file, xml_md5, record_count, read_by_form, stored_at, run_id,
         plain_id, own_name)
       VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
    );
    this.#setFacts = db.prepare(
      `UPDATE submission SET submitter = ifnull(@submitter, submitter), device = ifnull(@device, device),
         review_state = @reviewState WHERE id = @id`,
    );
    this.#setRoot = db.prepare(
      'UPDATE submission SET root_id = @rootId WHERE id = @id AND root_id IS NOT @rootId AND instance_id IS NOT @rootId',
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
    this.#earlier = db.prepare('INSERT INTO earlier_manifest VALUES (?,?,?,?)');
    this.#problem = db.prepare(
      'INSERT INTO problem (submission_id, form_id, source, locator, code, params, file, run_id) VALUES (?,?,?,?,?,?,?,?)',
    );
    this.#codes = db
      .prepare<[number], ProblemCode>('SELECT code FROM problem WHERE submission_id = ? ORDER BY id')
      .pluck();
    this.#unsay = db.prepare(
      "DELETE FROM problem WHERE submission_id = ? AND (code LIKE 'source.%' OR code LIKE 'net.%')",
    );
    this.#clear = db.prepare('DELETE FROM problem WHERE submission_id = ? AND code = ?');
    this.#isKeyKept = db
      .prepare<[string | null, string, string], number>(
        `SELECT is_key_kept AND COALESCE(
           (SELECT key_fingerprint IN (SELECT value FROM json_each(kept_keys)) FROM form
            WHERE form_id = source_form.form_id AND kept_keys IS NOT NULL
            ORDER BY version IS ? DESC, last_run DESC, id DESC LIMIT 1), 1)
         FROM source_form WHERE source = ? AND form_id = ?`,
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

  /** The submission with this content ID and form ID ('' for none). */
  find(contentId: string, formKey: string): Existing | undefined {
    return this.#find.get({ contentId, formKey });
  }

  /**
   * The stored submission that is the same as one that came. It has the same content or, where signatures
   * prove both, the same signature; parts that the signature does not cover may then be damaged.
   */
  findSame({
    contentId,
    formId,
    instanceId,
    signature,
    signedDigest,
  }: OpenedSubmission): Existing | undefined {
    const formKey = formId ?? '';
    const same = this.find(contentId, formKey);
    if (same !== undefined || signature !== 'valid') return same;
    return this.#findSigned.get({ instanceId, formKey, signedDigest });
  }

  /** The submission with this row id. */
  get(id: number): Existing | undefined {
    return this.#get.get(id);
  }

  /** What its sources report of it besides the XML. */
  factsOf(id: number): ServerFacts | undefined {
    return this.#facts.get(id);
  }

  /** Stores what its source reports now. Not the date, which belongs to the submission itself. */
  setFacts(id: number, { submitter, device, reviewState }: ServerFacts): void {
    this.#setFacts.run({ submitter, device, reviewState, id });
  }

  /** Keeps the instance ID of a submission's first version, if its source or its answers give it. */
  setRoot(id: number, rootId: string | null): void {
    if (rootId !== null && rootId !== '') this.#setRoot.run({ id, rootId });
  }

  /** Removes it with everything that belongs to it, except its files, which the caller removes. */
  remove(id: number): void {
    this.#remove.run(id);
  }

  /** The codes of its problems, oldest first. */
  codesOf(id: number): readonly ProblemCode[] {
    return this.#codes.all(id);
  }

  /** Plaintext files of one submission, below the files folder. */
  filesIn(id: number): string[] {
    return this.#files.all(id, id);
  }

  /** Its large encrypted files, below the ciphertext folder. */
  ciphertextFilesIn(id: number): string[] {
    return this.#ciphertextFiles.all(id);
  }

  /** Whether it could not be read at all and no source lists it any more. */
  isOrphan(id: number): boolean {
    return this.#isOrphan.get(id) === 1;
  }

  /** Adds a submission, under the row id `reuse` where that is not null. Returns its row id. */
  insert(reuse: number | null, opened: OpenedSubmission, arrival: Arrival, kept: KeptCiphertext): number {
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
        opened.placed?.plainId ?? null,
        opened.placed?.ownName ?? null,
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
    opened.earlierManifests?.forEach(({ xml, replacedAt }, position) => {
      this.#earlier.run(id, position, xml, replacedAt);
    });
    const isKept =
      opened.problems.some(({ code }) => code === 'key.none_fits') &&
      this.#isKeyKept.get(opened.version, arrival.source, arrival.ref.formId) === 1;
    const isFailed = opened.problems.some(({ code }) => code === 'source.opening_failed');
    for (const problem of opened.problems) {
      // Where the server keeps the key, "no key fits" has another cause and another solution.
      if (isKept && isFailed && problem.code === 'key.none_fits') continue;
      const told = isKept && problem.code === 'key.none_fits' ? KEPT_BY_SERVER : problem;
      this.addProblem(id, opened.formId, told, arrival.runId);
    }
    return id;
  }

  /** Replaces its source's problems about its files, after a download that brought the same content. */
  sayOfFiles(id: number, { formId, problems }: OpenedSubmission, runId: number): void {
    const hadFailed = this.#codes.all(id).includes('source.opening_failed');
    this.#unsay.run(id);
    // The source may be tried again, and the file may come then.
    const isWaiting = problems.some(({ code }) => code === 'key.none_fits');
    if (hadFailed && isWaiting) this.addProblem(id, formId, KEPT_BY_SERVER, runId);
    for (const problem of problems) {
      if (/^(source|net)\./.test(problem.code)) this.addProblem(id, formId, problem, runId);
      if (problem.code === 'source.opening_failed') this.#clear.run(id, KEPT_BY_SERVER.code);
    }
  }

  /** Adds a problem, unless the submission already has one with this code. */
  addOnce(id: number, formId: string | null, problem: SubmissionProblem, runId: number): void {
    if (!this.#codes.all(id).includes(problem.code)) this.addProblem(id, formId, problem, runId);
  }

  clearProblem(id: number, code: ProblemCode): void {
    this.#clear.run(id, code);
  }

  /** Adds a problem of one submission. */
  addProblem(id: number, formId: string | null, problem: SubmissionProblem, runId: number): void {
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
}

const KEPT_BY_SERVER: SubmissionProblem = { ...problemData('key.kept_by_server', {}), file: null };
