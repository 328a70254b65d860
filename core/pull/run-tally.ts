import type { ProblemCode, ProblemData } from '../ground/problem.ts';
import { type AsideSubmission, noCounts, type RunCause, type RunCounts } from '../model/run-report.ts';
import type { PutResult } from '../store/arrival.ts';
import type { ListCount } from '../store/pending-refs.ts';
import { Causes } from './causes.ts';
import type { FormTallies } from './form-tallies.ts';

/** Where the forms of a source are counted one by one for display; null if nothing displays them. */
export type TalliesOf = (source: string) => FormTallies | null;

/** A submission that was set aside is reported by name; submissions with other problems are only counted. */
type Aside = Omit<AsideSubmission, 'code'>;

/**
 * Everything that a run counts. The run reports each event once. The tally keeps the counts of the report,
 * the counts of each form, the problems and the causes, so that no two of them differ.
 */
export class RunTally {
  readonly #counts: RunCounts = noCounts();
  readonly #problems = new Map<ProblemCode, number>();
  readonly #ofForms = new Map<ProblemCode, number>();
  readonly #causes = new Causes();
  readonly #aside: AsideSubmission[] = [];
  readonly #forms: TalliesOf;

  constructor(forms: TalliesOf) {
    this.#forms = forms;
  }

  get counts(): Readonly<RunCounts> {
    return { ...this.#counts, notReached: this.#counts.toFetch - this.done };
  }

  /** Refs that were fetched or given up. */
  get done(): number {
    return this.#counts.fetched + this.#counts.notFetched;
  }

  get hasProblems(): boolean {
    return this.#problems.size > 0;
  }

  /** How often each problem occurred. */
  get problems(): Readonly<Partial<Record<ProblemCode, number>>> {
    return Object.fromEntries(this.#problems);
  }

  /** How many of these problems concern a form or its list, not a submission. */
  get ofForms(): Readonly<Partial<Record<ProblemCode, number>>> {
    return Object.fromEntries(this.#ofForms);
  }

  get causes(): readonly RunCause[] {
    return this.#causes.all();
  }

  /**
   * The submissions that were set aside: they, or a file of theirs, could not be decrypted through no fault
   * of their own.
   */
  get aside(): readonly AsideSubmission[] {
    return this.#aside;
  }

  /** Counts what is to be fetched of one form. */
  planned(source: string, formId: string, { listed, pending, leftOut, again }: ListCount): void {
    const alreadyHere = listed - pending - leftOut;
    this.#counts.listed += listed;
    this.#counts.toFetch += pending;
    this.#counts.leftOut += leftOut;
    this.#counts.alreadyHere += alreadyHere;
    this.#forms(source)?.change(formId, (form) => {
      form.listed = listed;
      form.toFetch = pending;
      form.again = again;
      form.leftOut = leftOut;
      form.alreadyHere = alreadyHere;
      form.step = pending === 0 ? 'ended' : 'waiting';
    });
  }

  /** Counts the waiting submissions that are to be decrypted. The display counts their forms. */
  plannedHere(count: number): void {
    this.#counts.listed = count;
    this.#counts.toFetch = count;
  }

  /** Counts a ref that its source has sent, or that was given up. */
  came(source: string, formId: string): void {
    this.#forms(source)?.fetched(formId);
  }

  /** Counts a ref that was looked at and is left out. */
  leftOut(source: string, formId: string): void {
    this.#counts.toFetch -= 1;
    this.#counts.leftOut += 1;
    this.#forms(source)?.leftOut(formId);
  }

  /** Counts a stored submission. Takes the form under which its source lists it. */
  stored(source: string, formId: string, result: PutResult): void {
    const { stored, state, signature, isReadable, isDecided, problems } = result;
    const counts = this.#counts;
    this.#causes.stored(isReadable, problems);
    counts.fetched += 1;
    if (stored === 'new') counts.added += 1;
    else if (stored === 'better') counts.improved += 1;
    else counts.unchanged += 1;
    if (isDecided) counts.decided += 1;
    if (signature === 'unsigned') counts.unsigned += 1;
    if (state === 'decrypted') counts.decrypted += 1;
    else if (state === 'sealed') counts.waitingForKey += 1;
    else if (state === 'incomplete') counts.incomplete += 1;
    else counts.failed += 1;
    if (problems.length > 0) counts.withProblems += 1;
    for (const code of problems) this.#met(code);
    this.#forms(source)?.stored(formId, { isReadable, hasProblem: problems.length > 0, state, signature });
  }

  /** Counts a submission that could not be fetched, or not even be set aside. */
  notStored(source: string, formId: string, { code }: Pick<ProblemData, 'code'>): void {
    this.#counts.notFetched += 1;
    this.#causes.notStored(code);
    this.#met(code);
    this.#forms(source)?.notStored(formId);
  }

  /** Notes a submission that was set aside. */
  setAside(submission: Aside, code: ProblemCode): void {
    this.#aside.push({ ...submission, code });
  }

  /** Counts the problem of a form or its list. */
  formProblem({ code }: ProblemData): void {
    this.#met(code);
    this.#ofForms.set(code, (this.#ofForms.get(code) ?? 0) + 1);
  }

  /**
   * Takes the counts of submissions that are here and no longer at the source; for each kind, also how many
   * this run found.
   */
  gone(gone: Pick<RunCounts, 'deleted' | 'deletedNow' | 'unlisted' | 'unlistedNow'>): void {
    Object.assign(this.#counts, gone);
  }

  #met(code: ProblemCode): void {
    this.#problems.set(code, (this.#problems.get(code) ?? 0) + 1);
  }
}
