import type { Content, FetchedSubmission } from '../model/fetched.ts';
import type { FormFile, FormMediaRef, FormRef, IsKnownForm } from '../model/form-ref.ts';
import type { ServerKind } from '../model/server-kind.ts';
import type { RefPage, SubmissionRef } from '../model/submission-ref.ts';
import type { SignedIn } from './http/login.ts';

/** The files beside forms, where a source has any. */
export interface FormMediaSource {
  /** Those of a form as it is now. Throws a Problem when they cannot be listed. */
  list(form: FormRef, signal: AbortSignal): Promise<readonly FormMediaRef[]>;
  /** The bytes of one. Throws a Problem when it cannot be had whole, or is larger than so many megabytes. */
  fetch(ref: FormMediaRef, megabytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** Where large parts are put while they arrive, and found again after a cut. */
export interface Landing {
  /**
   * Absolute path for a part's bytes; its folder is made by whoever writes there. The same submission and name always
   * give the same path, so that a whole file that is already there (its MD5 fits) is not fetched again.
   */
  pathFor(ref: SubmissionRef, name: string): string;
  /** The parts of that name as an earlier run has kept them, each to be used when its MD5 fits. */
  kept?(ref: SubmissionRef, name: string): readonly Content[];
  /** Says of a submission, by its XML, which of its parts are wanted; all of them when left out. */
  wanted?(ref: SubmissionRef, xml: Content): (name: string) => boolean;
  /** Parts up to this many bytes stay in memory. */
  readonly inlineLimit: number;
}

/** A place that submissions come from. Each has this one shape, whatever it is. */
export interface Source {
  /** Of a server, the kind whose connector speaks with it. */
  readonly kind: ServerKind | 'folder';
  /**
   * Proves the login, where the source has one, at an address that refuses strangers: nothing else may say that a login
   * is accepted. Whatever else is asked waits for it, called or not. Throws a Problem when it is refused, when nobody asks
   * for it, or when the server cannot be reached.
   */
  signIn?(signal: AbortSignal): Promise<SignedIn>;
  /** Throws a Problem when the source cannot be reached, refuses the login or is not what it should be. */
  listForms(signal: AbortSignal): Promise<readonly FormRef[]>;
  /** Whether the last list of forms may lack some, which are then not taken for gone. */
  isFormListPartial?(): boolean;
  /**
   * The definitions of the form that the source can give and that are not known: the current one, and older versions
   * where it keeps them.
   */
  fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]>;
  /** Null where the source has no files beside forms. */
  readonly formMedia: FormMediaSource | null;
  /** Pages of refs, from the cursor of an earlier pull or from the start. Ends at an empty page or a cursor seen before. */
  listSubmissions(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncIterable<RefPage>;
  /**
   * Told which submissions of a form are fetched next, in their order, so that a source which can give many in one response
   * asks for them together. Sends nothing itself.
   */
  expect?(form: FormRef, refs: readonly SubmissionRef[]): void;
  /**
   * One submission with its parts, each checked against its MD5 where one is given. A missing or damaged part becomes a
   * null content and a problem; a submission that cannot be fetched at all throws a Problem.
   */
  fetchSubmission(
    ref: SubmissionRef,
    form: FormRef,
    landing: Landing,
    signal: AbortSignal,
  ): Promise<FetchedSubmission>;
  /**
   * Whether the account sees all submissions of a form, so that one which the whole list lacks was deleted: because the
   * server says how many there are, or knows no rights to some of them. With the locator of a submission: whether that
   * one would be among them. Left out where nothing tells (`docs/deleted.md`).
   */
  seesAll?(form: FormRef, locator?: string): boolean;
  /**
   * Asks once whether the source answers at all. Throws a Problem when it does not; a source that is always there has no
   * such question.
   */
  reach?(signal: AbortSignal): Promise<void>;
  /** Ends connections. */
  close(): Promise<void>;
}
