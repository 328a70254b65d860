import type { ProblemData } from '../ground/problem.ts';

/** One submission that a source lists. */
export interface SubmissionRef {
  readonly formId: string;
  /** What the source calls it: the listed id, or a folder path. The same submission always has the same locator. */
  readonly locator: string;
  /** Changes when the submission changed at its source, as far as the source can tell without fetching; else ''. */
  readonly stamp: string;
  /**
   * What else the list said and fetching needs again. Opaque to everyone else, and kept with the ref until the submission
   * is here, so that a source holds no list of a million in memory; it may be lost, and is then asked for.
   */
  readonly note?: string;
  /**
   * What the refs to all versions of an edited submission share; '' when an edit leaves the locator as it is. Absent
   * where the source does not say what belongs together.
   */
  readonly family?: string;
  /** The name of the project that it lies in, where a source may have several; absent where it has one, or is not known. */
  readonly project?: string;
  /** Whether its client had not finished it (a draft of Collect); absent where nothing says so. */
  readonly isDraft?: boolean;
}

export interface RefPage {
  readonly refs: readonly SubmissionRef[];
  /** Opaque text to continue after this page in a later pull; null when the source has none. */
  readonly cursor: string | null;
  /** What is not as it should be with the list, though all of it could be read. */
  readonly problems?: readonly ProblemData[];
}

/** A submission as a source calls it. */
export interface RefKey {
  readonly source: string;
  readonly formId: string;
  readonly locator: string;
}
