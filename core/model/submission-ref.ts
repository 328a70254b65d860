import type { ProblemData } from '../ground/problem.ts';

/** One submission that a source lists. */
export interface SubmissionRef {
  readonly formId: string;
  /**
   * The source's name for it: the listed ID, or a folder path. The same submission always has the same
   * locator.
   */
  readonly locator: string;
  /**
   * Changes when the submission changes at its source, as far as the source can tell without a download; else
   * ''.
   */
  readonly stamp: string;
  /**
   * Further facts of the list that the download needs. Only the source reads it. It is stored with the ref
   * until the submission is here, so that a source holds no list of a million in memory. If it is lost, the
   * source asks the server for it.
   */
  readonly note?: string;
  /**
   * A text that the refs to all versions of an edited submission share; '' when an edit does not change the
   * locator. Absent when the source does not tell which refs belong together.
   */
  readonly family?: string;
  /**
   * The name of its project, if the source may have several; absent when it has one, or when the project is
   * not known.
   */
  readonly project?: string;
  /** Whether it is a draft of Collect; absent when not known. */
  readonly isDraft?: boolean;
}

export interface RefPage {
  readonly refs: readonly SubmissionRef[];
  /** Opaque text to continue after this page in a later pull; null when the source has none. */
  readonly cursor: string | null;
  /** Problems of the list, though all of it could be read. */
  readonly problems?: readonly ProblemData[];
}

/** A submission as a source calls it. */
export interface RefKey {
  readonly source: string;
  readonly formId: string;
  readonly locator: string;
}
