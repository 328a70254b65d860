import type { ProblemCode } from '../ground/problem.ts';
import type { OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import type { Arrival, KeptCiphertext, PutResult } from './arrival.ts';
import { Copies, type Replaced } from './copies.ts';
import type { Db } from './db.ts';
import { StoredDrafts } from './drafts.ts';
import { ListedCopies } from './listed-copies.ts';
import type { Records } from './records.ts';
import { SubmissionRows } from './submission-rows.ts';
import { FORGET_UNFETCHED } from './unfetched.ts';
import { Versions } from './versions.ts';

/**
 * The submissions, and the problems of those that could not be stored. All writing is in the caller's
 * transaction.
 */
export class Submissions {
  readonly #db: Db;
  readonly #records: Records;
  readonly #rows: SubmissionRows;
  readonly #listed: ListedCopies;
  readonly #copies: Copies;
  readonly #versions: Versions;
  readonly #drafts: StoredDrafts;
  readonly #problem;
  readonly #unlist;
  readonly #unlistForm;

  constructor(db: Db, records: Records) {
    this.#db = db;
    this.#records = records;
    this.#rows = new SubmissionRows(db, records);
    this.#listed = new ListedCopies(db);
    this.#drafts = new StoredDrafts(db);
    this.#copies = new Copies(db, this.#rows, this.#listed, this.#drafts);
    this.#versions = new Versions(db);
    this.#problem = db.prepare(
      'INSERT INTO problem (submission_id, form_id, source, locator, code, params, file, run_id) VALUES (?,?,?,?,?,?,?,?)',
    );
    this.#unlistForm = db.prepare(
      'DELETE FROM problem WHERE submission_id IS NULL AND form_id = ? AND code = ?',
    );
    this.#unlist = db.prepare<[string, string]>(FORGET_UNFETCHED);
  }

  /**
   * Stores one submission with everything that belongs to it. The same content twice is one submission; a
   * more readable copy replaces the other under the same row id. Other content from the same ref is a later
   * version, or one of the two was damaged in transit (`copies.ts`). Other content under the same instance ID
   * from elsewhere is stored beside it, and both are reported. Where the server keeps the key, the server's
   * decrypted copy replaces the encrypted one. Of several versions of an edited submission, the newest is the
   * row (`versions.ts`).
   */
  put(
    opened: OpenedSubmission,
    arrival: Arrival,
    kept: KeptCiphertext,
    earlierCopy: { readonly opened: OpenedSubmission; readonly kept: KeptCiphertext } | null = null,
  ): PutResult {
    const { source, ref, runId } = arrival;
    const listed = this.#listed.find(source, ref);
    const beforeId = listed.listing?.id ?? null;
    const before = this.#versions.identityOf(beforeId);
    const isOfDraft = beforeId !== null && this.#drafts.isDraft(beforeId);
    const earlier =
      earlierCopy === null ? null : this.#copies.putEarlier(earlierCopy.opened, arrival, earlierCopy.kept);
    // The version before an edit may have taken the place of what the ref stood for.
    const listedNow = earlier === null ? listed : this.#listed.find(source, ref);
    const put = this.#copies.put(opened, arrival, kept, listedNow);
    const result = earlier === null ? put : withFiles(put, earlier);
    if (earlier !== null) this.#versions.followEdit(this.#versions.identityOf(earlier.id), result.id);
    this.#versions.follow(arrival, before, result.id, listed.family);
    if (isOfDraft) this.#versions.followDraft(before, result.id);
    this.#rows.setRoot(result.id, arrival.rootId ?? opened.rootId);
    const isSettled = this.#versions.settle(result.id, runId);
    const settled = isSettled ? { ...result, problems: this.#rows.codesOf(result.id) } : result;
    return earlier === null ? settled : this.#countedBy(earlier.id, settled);
  }

  /**
   * When an edit cannot be read and the version before it is the row, the submission counts as that version.
   */
  #countedBy(earlierId: number, result: PutResult): PutResult {
    const earlier = this.#rows.get(earlierId);
    if (result.isReadable || earlier === undefined || earlier.records === 0) return result;
    const { state, signature } = earlier;
    return { ...result, state, signature, isReadable: true, problems: this.#rows.codesOf(earlierId) };
  }

  /** Plaintext files of one submission, below the files folder. */
  filesIn(id: number): string[] {
    return this.#rows.filesIn(id);
  }

  /**
   * Keeps the problem of a ref, or of a form, that could not be downloaded, until the same locator is stored.
   */
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

  /** Forgets a problem of a whole form, from any source. */
  clearOfForm(formId: string, code: ProblemCode): void {
    this.#unlistForm.run(formId, code);
  }

  /** Runs `work` in one transaction: everything is stored, or nothing. */
  transaction<T>(work: () => T): T {
    try {
      return this.#db.transaction(work).immediate();
    } catch (error) {
      this.#records.paths.forget();
      throw error;
    }
  }
}

function withFiles(result: PutResult, { obsoleteFiles, obsoleteCiphertext }: Replaced): PutResult {
  return {
    ...result,
    obsoleteFiles: [...result.obsoleteFiles, ...obsoleteFiles],
    obsoleteCiphertext: [...result.obsoleteCiphertext, ...obsoleteCiphertext],
  };
}
