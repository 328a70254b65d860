import type { OpenedSubmission, SubmissionProblem } from '../decrypt/opened.ts';
import type { Arrival, KeptCiphertext, PutResult, Stored } from './arrival.ts';
import { type Existing, isBetter, isDamaged, isUnjudged, mergedFacts, saysSomething } from './better-copy.ts';
import { CONFLICT, CopiesBeside } from './copies-beside.ts';
import type { Db } from './database.ts';
import { ListedCopies } from './listed-copies.ts';
import type { Records } from './records.ts';
import { SubmissionRows } from './submission-rows.ts';

/** The submissions, and which of several copies is the row. All writing is done in the caller's transaction. */
export class Submissions {
  readonly #db: Db;
  readonly #rows: SubmissionRows;
  readonly #listed: ListedCopies;
  readonly #beside: CopiesBeside;
  readonly #problem;
  readonly #unlist;

  constructor(db: Db, records: Records) {
    this.#db = db;
    this.#rows = new SubmissionRows(db, records);
    this.#listed = new ListedCopies(db);
    this.#beside = new CopiesBeside(db);
    this.#problem = db.prepare(
      'INSERT INTO problem (submission_id, form_id, source, locator, code, params, file, run_id) VALUES (?,?,?,?,?,?,?,?)',
    );
    this.#unlist = db.prepare<[string, string]>(
      'DELETE FROM problem WHERE source = ? AND locator = ? AND submission_id IS NULL',
    );
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
    const existing = this.#rows.find(opened.contentId, formKey);
    const before = this.#listed.find(source, ref);
    this.#unlist.run(source, ref.locator);
    const waits = existing !== undefined && isUnjudged(opened, existing);
    if (existing !== undefined && (waits || !isBetter(opened, existing, kept.length, arrival.isKept))) {
      this.#listed.set(source, ref, existing.id, waits);
      return this.#leave(existing, opened, arrival, kept);
    }
    const old = existing === undefined ? [] : this.#rows.filesIn(existing.id);
    const oldCiphertext = existing === undefined ? [] : this.#rows.ciphertextFilesIn(existing.id);
    // Other sources that list the same submission go on listing it.
    const listings = existing === undefined ? [] : this.#listed.of(existing.id);
    const known = existing === undefined ? undefined : this.#rows.factsOf(existing.id);
    if (existing !== undefined) this.#rows.remove(existing.id);
    const said = { ...arrival.facts, submissionDate: opened.submissionDate };
    const facts = known === undefined ? said : mergedFacts(said, known, saysSomething(arrival.facts));
    const id = this.#rows.insert(existing?.id ?? null, opened, { ...arrival, facts }, kept);
    this.#listed.move(listings, id);
    this.#listed.set(source, ref, id, false);
    // What may have been damaged on the way is fetched once more, wherever it is listed; what comes again so is so.
    if (arrival.isUnchecked && isDamaged(opened)) this.#listed.fetchAgain(id);
    // What could not even be read has no identity: the readable copy from the same place takes its place.
    if (before !== null && before !== id && this.#rows.isOrphan(before)) this.#rows.remove(before);
    const sealed = this.#beside.openedByServer(id, opened, arrival);
    for (const one of sealed) {
      oldCiphertext.push(...this.#rows.ciphertextFilesIn(one));
      this.#rows.remove(one);
    }
    const plain = this.#beside.plainProblem(opened, arrival);
    if (plain !== null) this.#rows.addProblem(id, opened.formId, plain, runId);
    for (const side of this.#beside.sidesToTell(id, opened)) {
      this.#rows.addProblem(side, opened.formId, CONFLICT, runId);
    }
    return {
      id,
      stored: storedAs(opened, existing, sealed.length > 0),
      state: opened.state,
      isReadable: opened.records.length > 0,
      problems: this.#rows.codesOf(id),
      obsoleteFiles: without(old, filesOf(opened)),
      obsoleteCiphertext: without(oldCiphertext, pathsOf(kept)),
    };
  }

  /** Leaves the copy that is here, and takes over what its source says now. */
  #leave(existing: Existing, opened: OpenedSubmission, { facts }: Arrival, kept: KeptCiphertext): PutResult {
    const { id } = existing;
    // A review, which changes nothing of the content, is why it came again.
    if (saysSomething(facts)) this.#rows.setFacts(id, facts);
    return {
      id,
      stored: 'again',
      state: existing.state,
      isReadable: existing.records > 0,
      problems: this.#rows.codesOf(id),
      obsoleteFiles: without(filesOf(opened), this.#rows.filesIn(id)),
      obsoleteCiphertext: without(pathsOf(kept), this.#rows.ciphertextFilesIn(id)),
    };
  }

  /** Plaintext files of one submission, below the files folder. */
  filesIn(id: number): string[] {
    return this.#rows.filesIn(id);
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
  return existing.state === 'sealed' && opened.state === 'failed' ? 'again' : 'better';
}

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
