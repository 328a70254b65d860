import type { KeyObject } from 'node:crypto';
import type { Content, FetchedSubmission } from '../model/fetched.ts';
import type { FormFile, FormMediaRef, FormRef, IsKnownForm } from '../model/form-ref.ts';
import type { ServerKind } from '../model/server-kind.ts';
import type { RefPage, SubmissionRef } from '../model/submission-ref.ts';
import type { SignedIn } from './http/login.ts';

/** The files that belong to forms, for sources that have them. */
export interface FormMediaSource {
  /** The files of a form as it is now. Throws a Problem when they cannot be listed. */
  list(form: FormRef, signal: AbortSignal): Promise<readonly FormMediaRef[]>;
  /** The bytes of one file. Throws a Problem when it cannot be fetched whole, or is larger than `megabytes`. */
  fetch(ref: FormMediaRef, megabytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** Where large parts are put while they arrive, and found again after a cut. */
export interface Staging {
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
  /** The key under which parts are encrypted where they are put; left out where they are kept as they are. */
  readonly key?: KeyObject | null;
}

/** Anything that submissions come from: a server, a folder, a zip file. All have this shape. */
export interface Source {
  /** Of a server, the kind whose connector speaks with it. */
  readonly kind: ServerKind | 'folder';
  /**
   * Proves the login, if the source has one, at an address that refuses strangers: nothing else may say that a login is
   * accepted. Every other request waits for this proof, whether or not this method was called. Throws a Problem when the
   * login is refused, when the server asks for none, or when it cannot be reached.
   */
  signIn?(signal: AbortSignal): Promise<SignedIn>;
  /** Throws a Problem when the source cannot be reached, refuses the login or is not what it should be. */
  listForms(signal: AbortSignal): Promise<readonly FormRef[]>;
  /** Whether the last list of forms may be incomplete. A form that it lacks then does not count as gone. */
  isFormListPartial?(): boolean;
  /**
   * The definitions of the form that are not known yet: the current one, and older versions if the source keeps them.
   */
  fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]>;
  /** Null if the source has no files that belong to forms. */
  readonly formMedia: FormMediaSource | null;
  /** Pages of refs, from the cursor of an earlier pull or from the start. Ends at an empty page or a cursor seen before. */
  listSubmissions(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncIterable<RefPage>;
  /**
   * Tells the source which submissions of a form are fetched next, in this order, so that it can ask for many in one
   * request. Sends nothing itself.
   */
  expect?(form: FormRef, refs: readonly SubmissionRef[]): void;
  /**
   * One submission with its parts, each checked against its MD5 where one is given. A missing or damaged part becomes a
   * null content and a problem; a submission that cannot be fetched at all throws a Problem.
   */
  fetchSubmission(
    ref: SubmissionRef,
    form: FormRef,
    staging: Staging,
    signal: AbortSignal,
  ): Promise<FetchedSubmission>;
  /**
   * Whether the account sees all submissions of a form: the server says how many there are, or it gives no rights to
   * single submissions. A submission that the complete list lacks was then deleted. With a locator: whether the list
   * would have this submission. Left out if nothing tells (`docs/deleted.md`).
   */
  seesAll?(form: FormRef, locator?: string): boolean;
  /**
   * Asks once whether the source can be reached. Throws a Problem when it cannot. Left out by sources that are always
   * there.
   */
  reach?(signal: AbortSignal): Promise<void>;
  /** Ends connections. */
  close(): Promise<void>;
}
