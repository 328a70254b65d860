import { problemData } from '../ground/problem.ts';
import type { OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import type { Arrival, KeptCiphertext, PutResult, Stored } from './arrival.ts';
import {
  compareCopies,
  type Existing,
  mergedFacts,
  saysSomething,
  wholenessHere,
  wholenessOf,
} from './better-copy.ts';
import { CONFLICT, CopiesBeside } from './copies-beside.ts';
import { printOf, StoredPrints } from './copy-print.ts';
import type { Db } from './db.ts';
import type { StoredDrafts } from './drafts.ts';
import type { ListedCopies, ListedRef, Listing } from './listed-copies.ts';
import { MovedCopies } from './moved-copies.ts';
import type { SubmissionRows } from './submission-rows.ts';
import { isSuspect } from './suspicion.ts';
import { FORGET_UNFETCHED } from './unfetched.ts';
import {
  type Copy,
  copyOf,
  type Doubt,
  doubtAfter,
  judgeOther,
  judgeSame,
  type Standing,
  type Verdict,
} from './which-copy.ts';

/** A copy that has arrived, with what is needed to judge it. */
interface Arrived {
  readonly opened: OpenedSubmission;
  readonly arrival: Arrival;
  readonly kept: KeptCiphertext;
  /** Its ref, as it was before. */
  readonly listed: ListedRef;
  readonly copy: Copy;
  /** The problem of a plain copy whose form asks for encryption. */
  readonly plain: SubmissionProblem | null;
  /** Computed only on request: only copies that are not proved are compared by it. */
  readonly print: () => string;
}

/** A row, with the files that nothing refers to since it was written. */
export type Replaced = Pick<PutResult, 'id' | 'obsoleteFiles' | 'obsoleteCiphertext'>;

const NOTHING_THERE: Standing = {
  doubt: null,
  isSameVersion: false,
  isRival: false,
  isKept: false,
  differs: () => true,
};

/**
 * Decides which of several copies of one submission is the row. All writing is in the caller's transaction.
 */
export class Copies {
  readonly #rows: SubmissionRows;
  readonly #listed: ListedCopies;
  readonly #drafts: StoredDrafts;
  readonly #beside: CopiesBeside;
  readonly #prints: StoredPrints;
  readonly #moved: MovedCopies;
  readonly #fetched;

  constructor(db: Db, rows: SubmissionRows, listed: ListedCopies, drafts: StoredDrafts) {
    this.#rows = rows;
    this.#listed = listed;
    this.#drafts = drafts;
    this.#beside = new CopiesBeside(db);
    this.#prints = new StoredPrints(db);
    this.#moved = new MovedCopies(db);
    this.#fetched = db.prepare<[string, string]>(FORGET_UNFETCHED);
  }

  /** Stores one copy, or keeps the one that is here. Takes what is known of its ref. */
  put(arrived: OpenedSubmission, arrival: Arrival, kept: KeptCiphertext, listed: ListedRef): PutResult {
    const { source, ref } = arrival;
    const opened = this.#moved.settled(arrived, source, ref);
    this.#fetched.run(source, ref.locator);
    const come = this.#arrived(opened, arrival, kept, listed);
    const { listing } = listed;
    const same = this.#rows.findSame(opened);
    const other = listing === null || listing.id === same?.id ? undefined : this.#rows.get(listing.id);
    if (other === undefined) return this.#putContent(come, same, listing);
    const standing = this.#standing(come, listing, other);
    const verdict = judgeOther(come.copy, asCopy(other, standing.doubt), standing);
    if (verdict !== 'take' && verdict !== 'beside') {
      return this.#stay(come, other, verdict, standing, same);
    }
    const result = this.#putContent(come, same, listing);
    const isDropped = verdict === 'take' ? !this.#listed.isListed(other.id) : this.#rows.isOrphan(other.id);
    if (!isDropped) return result;
    const files = this.#rows.filesIn(other.id);
    const ciphertext = this.#rows.ciphertextFilesIn(other.id);
    this.#rows.remove(other.id);
    this.#beside.endConflict(other);
    return {
      ...result,
      stored: result.stored === 'new' ? 'better' : result.stored,
      problems: this.#rows.codesOf(result.id),
      isDecided: standing.isRival,
      obsoleteFiles: [...result.obsoleteFiles, ...files],
      obsoleteCiphertext: [...result.obsoleteCiphertext, ...ciphertext],
    };
  }

  /**
   * Stores the version before an edit, unless it is here and as whole. No source lists that version any more.
   */
  putEarlier(opened: OpenedSubmission, arrival: Arrival, kept: KeptCiphertext): Replaced {
    const same = this.#rows.findSame(opened);
    const here = same === undefined ? [] : this.#rows.filesIn(same.id);
    const ciphertextHere = same === undefined ? [] : this.#rows.ciphertextFilesIn(same.id);
    const come = wholenessOf(opened, kept.length);
    if (same !== undefined && (compareCopies(come, wholenessHere(same)) ?? 0) <= 0) {
      return {
        id: same.id,
        obsoleteFiles: without(filesOf(opened), here),
        obsoleteCiphertext: without(pathsOf(kept), ciphertextHere),
      };
    }
    const listings = same === undefined ? [] : this.#listed.of(same.id);
    if (same !== undefined) this.#rows.remove(same.id);
    const facts = { ...arrival.facts, submissionDate: opened.submissionDate };
    const id = this.#rows.insert(same?.id ?? null, opened, { ...arrival, facts }, kept);
    this.#listed.move(listings, id, null);
    return {
      id,
      obsoleteFiles: without(here, filesOf(opened)),
      obsoleteCiphertext: without(ciphertextHere, pathsOf(kept)),
    };
  }

  /** Stores a copy where the only other one is a copy of the same content. */
  #putContent(come: Arrived, same: Existing | undefined, listing: Listing | null): PutResult {
    if (same === undefined) return this.#write(come, undefined, doubtAfter('take', come.copy, NOTHING_THERE));
    const standing = this.#standing(come, listing?.id === same.id ? listing : null, same);
    // The seemingly damaged files are now known to be those of an earlier version.
    const isTold =
      come.opened.earlierVersion !== undefined &&
      come.opened.problems.some(({ code }) => !this.#rows.codesOf(same.id).includes(code));
    const verdict = isTold ? 'take' : judgeSame(come.copy, asCopy(same, standing.doubt), standing);
    if (verdict !== 'take') return this.#stay(come, same, verdict, standing, same);
    const result = this.#write(come, same, doubtAfter(verdict, come.copy, standing));
    return { ...result, isDecided: standing.isRival };
  }

  /** Keeps the copy that is here, and takes over what its source reports now. */
  #stay(
    come: Arrived,
    here: Existing,
    verdict: Verdict,
    standing: Standing,
    same: Existing | undefined,
  ): PutResult {
    const { opened, kept, arrival, listed } = come;
    const { source, ref, facts, runId } = arrival;
    const { id } = here;
    const doubt = doubtAfter(verdict, come.copy, standing);
    this.#listed.set(source, ref, listed, id, doubt, verdict === 'differs' ? come.print() : null);
    this.#drafts.markOne(id);
    const isSame = here.id === same?.id;
    // It came again because of a review, which changes nothing of the content.
    if (isSame && saysSomething(facts)) this.#rows.setFacts(id, facts);
    if (verdict === 'confirm') {
      this.#rows.clearProblem(id, 'submission.copies_differ');
      if (isSame) this.#rows.sayOfFiles(id, opened, runId);
    }
    if (verdict === 'differs') this.#rows.addOnce(id, here.formId, COPIES_DIFFER, runId);
    const owners = isSame || same === undefined ? [id] : [id, same.id];
    return {
      id,
      stored: 'again',
      state: here.state,
      signature: here.signature,
      isReadable: here.records > 0,
      problems: this.#rows.codesOf(id),
      isDecided: false,
      obsoleteFiles: without(
        filesOf(opened),
        owners.flatMap((one) => this.#rows.filesIn(one)),
      ),
      obsoleteCiphertext: without(
        pathsOf(kept),
        owners.flatMap((one) => this.#rows.ciphertextFilesIn(one)),
      ),
    };
  }

  /** Writes a copy, in place of another copy of the same content where there is one. */
  #write(come: Arrived, same: Existing | undefined, doubt: Doubt): PutResult {
    const { opened, arrival, kept, listed } = come;
    const { source, ref, runId } = arrival;
    const old = same === undefined ? [] : this.#rows.filesIn(same.id);
    const oldCiphertext = same === undefined ? [] : this.#rows.ciphertextFilesIn(same.id);
    // Other sources that list the same submission continue to list it.
    const listings = same === undefined ? [] : this.#listed.of(same.id);
    const known = same === undefined ? undefined : this.#rows.factsOf(same.id);
    if (same !== undefined) this.#rows.remove(same.id);
    const said = { ...arrival.facts, submissionDate: opened.submissionDate };
    const facts = known === undefined ? said : mergedFacts(said, known, saysSomething(arrival.facts));
    const id = this.#rows.insert(same?.id ?? null, opened, { ...arrival, facts }, kept);
    this.#listed.move(listings, id, doubt);
    this.#listed.set(source, ref, listed, id, doubt, null);
    if (same !== undefined) this.#rows.setRoot(id, same.rootId);
    // Only its own ref can say so of a submission that was not here.
    if (same !== undefined || listed.isDraft !== null) this.#drafts.markOne(id);
    const sealed = this.#beside.openedByServer(id, opened, arrival);
    for (const one of sealed) {
      oldCiphertext.push(...this.#rows.ciphertextFilesIn(one));
      this.#rows.remove(one);
    }
    if (come.plain !== null) this.#rows.addProblem(id, opened.formId, come.plain, runId);
    const sides = this.#beside.sidesToTell(id, opened);
    for (const side of sides) this.#rows.addProblem(side, opened.formId, CONFLICT, runId);
    const isClean = opened.problems.length === 0 && come.plain === null && sides.length === 0;
    return {
      id,
      stored: storedAs(opened, same, sealed.length > 0),
      state: opened.state,
      signature: opened.signature,
      isReadable: opened.records.length > 0,
      problems: isClean ? [] : this.#rows.codesOf(id),
      isDecided: false,
      obsoleteFiles: without(old, filesOf(opened)),
      obsoleteCiphertext: without(oldCiphertext, pathsOf(kept)),
    };
  }

  /** A copy with everything that is needed to judge it, including what only the store knows. */
  #arrived(opened: OpenedSubmission, arrival: Arrival, kept: KeptCiphertext, listed: ListedRef): Arrived {
    const { formId, version, state, instanceId, deprecatedId } = opened;
    const plain = this.#beside.plainProblem(opened, arrival);
    const formKey = state === 'sealed' ? this.#beside.keyOfForm(formId, version) : null;
    const copy: Copy = {
      ...wholenessOf(opened, kept.length),
      instanceId,
      deprecatedId,
      isSuspect: isSuspect(opened, {
        isPlainWhereSealed: plain !== null,
        isShutForItsKey: formKey !== null && arrival.keys.includes(formKey),
        listedId: arrival.listedId,
      }),
    };
    let print: string | null = null;
    return {
      opened,
      arrival,
      kept,
      listed,
      copy,
      plain,
      print: () => {
        print ??= printOf(opened, kept);
        return print;
      },
    };
  }

  /** The state of the ref, compared with the copy that is here. */
  #standing(come: Arrived, listing: Listing | null, here: Existing): Standing {
    return {
      doubt: listing?.doubt ?? null,
      // A copy from another source is not a later version of this one.
      isSameVersion: listing === null || listing.stamp === come.arrival.ref.stamp,
      isRival: listing?.rival != null && listing.rival === come.print(),
      isKept: come.arrival.isKept,
      differs: () => come.print() !== this.#prints.of(here.id),
    };
  }
}

/** A sealed copy that turns out to be damaged is not a better copy. */
function storedAs(opened: OpenedSubmission, existing: Existing | undefined, isOpenedThere: boolean): Stored {
  if (existing === undefined) return isOpenedThere ? 'better' : 'new';
  return existing.state === 'sealed' && opened.state === 'failed' ? 'again' : 'better';
}

const COPIES_DIFFER: SubmissionProblem = { ...problemData('submission.copies_differ', {}), file: null };

function asCopy(here: Existing, doubt: Doubt): Copy {
  return copyOf(here, wholenessHere(here), doubt);
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
