import type { ProblemData } from '../ground/problem.ts';
import type { SignatureState, SubmissionState } from '../model/states.ts';

/** How far a run has come with one form of its source. */
export type FormStep = 'waiting' | 'listing' | 'pulling' | 'opening' | 'ended';

/** One form of a run. `toFetch = stored + notStored + what waits`, `stored = readable + notReadable`. */
export interface FormTally {
  readonly formId: string;
  title: string;
  step: FormStep;
  /** In the source's list. `listed = alreadyHere + toFetch + leftOut`. */
  listed: number;
  alreadyHere: number;
  /** Not here, and not pulled: set aside, or received before the first day of the pull. */
  leftOut: number;
  toFetch: number;
  /** Of those to fetch: already here, and fetched again because a part is missing or in doubt. */
  again: number;
  /** Fetched or given up, stored or not yet. */
  fetched: number;
  stored: number;
  notStored: number;
  readable: number;
  notReadable: number;
  /** Readable, with a problem. */
  warnings: number;
  waitingForKey: number;
  /** Of the stored: written by a client that never signs. */
  unsigned: number;
  /** The first problem that prevented reading the form's list. */
  problem: ProblemData | null;
}

const NOTHING: Omit<FormTally, 'formId' | 'title'> = {
  step: 'waiting',
  listed: 0,
  alreadyHere: 0,
  leftOut: 0,
  toFetch: 0,
  again: 0,
  fetched: 0,
  stored: 0,
  notStored: 0,
  readable: 0,
  notReadable: 0,
  warnings: 0,
  waitingForKey: 0,
  unsigned: 0,
  problem: null,
};

/**
 * The tallies of one run, form by form, while it goes on. The run writes it; the code that created it may
 * read it at any time.
 */
export class FormTallies {
  readonly #forms = new Map<string, FormTally>();
  readonly #onChange: (tally: Readonly<FormTally>) => void;

  constructor(onChange: (tally: Readonly<FormTally>) => void = () => undefined) {
    this.#onChange = onChange;
  }

  all(): readonly Readonly<FormTally>[] {
    return [...this.#forms.values()];
  }

  /** Changes one form's tally. Creates it if there is none. */
  change(formId: string, work: (tally: FormTally) => void): void {
    let tally = this.#forms.get(formId);
    if (tally === undefined) {
      tally = { formId, title: formId, ...NOTHING };
      this.#forms.set(formId, tally);
    }
    work(tally);
    this.#onChange(tally);
  }

  /** Counts one ref that its source has sent or failed to send. */
  fetched(formId: string): void {
    this.change(formId, (tally) => {
      tally.fetched += 1;
      settle(tally);
    });
  }

  notStored(formId: string): void {
    this.change(formId, (tally) => {
      tally.notStored += 1;
      settle(tally);
    });
  }

  /** Counts one ref that was looked at and is left out. */
  leftOut(formId: string): void {
    this.change(formId, (tally) => {
      tally.toFetch -= 1;
      tally.fetched -= 1;
      tally.leftOut += 1;
      settle(tally);
    });
  }

  stored(
    formId: string,
    what: {
      readonly isReadable: boolean;
      readonly hasProblem: boolean;
      readonly state: SubmissionState;
      readonly signature: SignatureState;
    },
  ): void {
    this.change(formId, (tally) => {
      tally.stored += 1;
      if (what.isReadable) tally.readable += 1;
      else tally.notReadable += 1;
      if (what.isReadable && what.hasProblem) tally.warnings += 1;
      if (what.state === 'sealed') tally.waitingForKey += 1;
      if (what.signature === 'unsigned') tally.unsigned += 1;
      settle(tally);
    });
  }
}

/** Whether a form, or one of its submissions, has a problem. */
export function isTroubled({
  notStored,
  notReadable,
  warnings,
  problem,
}: Pick<FormTally, 'notStored' | 'notReadable' | 'warnings' | 'problem'>): boolean {
  return problem !== null || notStored + notReadable + warnings > 0;
}

/** Sets the form's step: `opening` when all is fetched, `ended` when all is stored or could not be. */
function settle(tally: FormTally): void {
  if (tally.stored + tally.notStored >= tally.toFetch) tally.step = 'ended';
  else if (tally.fetched >= tally.toFetch) tally.step = 'opening';
}
