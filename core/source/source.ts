import type { ProblemData } from '../ground/problem.ts';
import type { SignedIn } from './http/login.ts';

export interface FormRef {
  /**
   * Empty for "all submissions of this place, whatever their form": a Collect folder and loose envelopes name the form
   * only inside each submission. Such a ref has no definition of its own to fetch, and lists all submissions, while the
   * refs with an id there only give their definitions and list nothing.
   */
  readonly formId: string;
  readonly version: string | null;
  readonly name: string;
  /** Whatever the source needs to fetch the form again: a URL, a path. Opaque to everyone else. */
  readonly locator: string;
  readonly mediaLocator: string | null;
  /** Of its definition, where the list gives it. */
  readonly hash?: FormHash;
  /** True when the server keeps the private key of the form itself, so that nobody can open its submissions here. */
  readonly isKeyKept?: boolean;
  /** The fingerprints of the keys that it keeps, where it says which; what is for another key can be opened here. */
  readonly keptKeys?: readonly string[];
  /** What reminds of their passphrases, by fingerprint, where whoever made them has written something. */
  readonly keyHints?: Readonly<Record<string, string>>;
  /** True when the server also opens what was sent to the form, and then gives it as plain (Ona). */
  readonly isOpenedThere?: boolean;
  /** True when the server says so. That a form is not encrypted only its definition tells: a server may not know. */
  readonly isEncrypted?: boolean;
  /**
   * Where the server says that the form takes no new submissions any more: `closing` still takes those that were begun,
   * `archived` is set aside with its project or by itself. What was sent is there all the same.
   */
  readonly state?: FormState;
  /** True when the account's role there is to enter data, so that it is given no files of any submission (Ona). */
  readonly isWithoutFiles?: true;
  /** Submissions that the server counts of its own accord, where its list of forms says so. */
  readonly counted?: number;
}

export const formStates = ['closing', 'closed', 'archived'] as const;
export type FormState = (typeof formStates)[number];

/** A hash of a definition's bytes, as a server gives it: lower-case hex. */
export interface FormHash {
  readonly algorithm: 'md5' | 'sha256';
  readonly hex: string;
}

/** Whether the definition with that hash is here already, so that it need not be fetched. */
export type IsKnownForm = (hash: FormHash) => boolean;

/** One form definition file, as the source holds it, byte for byte. */
export interface FormFile {
  readonly ref: FormRef;
  readonly bytes: Uint8Array;
  /** What the source's list says of these bytes, where it says it: others were damaged on the way, or the list was. */
  readonly hash?: FormHash | undefined;
  /** The form ID in these bytes is not the one that its submissions have: that of `ref` counts. */
  readonly hasOtherId?: true;
}

/** One file beside a form, which choices may come from. */
export interface FormMediaRef {
  readonly name: string;
  /** What the source says of its content, another for another content; null where it says nothing. */
  readonly hash: string | null;
  /** Whatever the source needs to fetch it. Opaque to everyone else. */
  readonly locator: string;
}

/** The files beside forms, where a source has any. */
export interface FormMediaSource {
  /** Those of a form as it is now. Throws a Problem when they cannot be listed. */
  list(form: FormRef, signal: AbortSignal): Promise<readonly FormMediaRef[]>;
  /** The bytes of one. Throws a Problem when it cannot be had whole, or is larger than so many megabytes. */
  fetch(ref: FormMediaRef, megabytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

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
  readonly place?: string;
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

/** The bytes of one file: in memory when small, else (or when they lie there anyway) on disk. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string; readonly size: number };

export interface PartRef {
  /** Safe base name, as the source lists it (`photo.jpg.enc`). */
  readonly name: string;
  /** MD5 of the bytes, lower-case hex, when the source gives it. */
  readonly md5: string | null;
  readonly locator: string;
}

/** What the server says about a submission beside its XML; null where it says nothing. */
export interface ServerFacts {
  readonly submissionDate: string | null;
  readonly submitter: string | null;
  readonly device: string | null;
  readonly reviewState: string | null;
}

/** A submission as it came: its XML (a manifest when encrypted), and its other files. */
export interface FetchedSubmission {
  readonly ref: SubmissionRef;
  readonly xml: Content;
  readonly parts: readonly FetchedPart[];
  readonly facts: ServerFacts;
  /** What went wrong with single parts. The submission goes on without them. */
  readonly problems: readonly ProblemData[];
  /** The instance ID that the source's list gives it, where it gives one: a copy with another may be damaged. */
  readonly listedId?: string;
  /** Instance ID of the first version of an edited submission, where the source says it. */
  readonly rootId?: string | null;
  /**
   * Of an edited one: the manifests that it had before, the newest first, where the source may have kept the files of one
   * of them in the place of those of the edit.
   */
  readonly earlier?: readonly EarlierManifest[];
}

/** A manifest that an edit took the place of. */
export interface EarlierManifest {
  readonly xml: Uint8Array;
  /** When that was, ISO 8601; null where the source does not say. */
  readonly replacedAt: string | null;
}

/**
 * A part's bytes; null when the source has it not, or could not give it (then a problem says why). Where the source has
 * several files of one name there are as many parts of it, the newest first: only decrypting tells which is right.
 */
export interface FetchedPart {
  readonly name: string;
  readonly content: Content | null;
  /** Not fetched because the landing did not ask for it: the source may well have it, and nothing is wrong. */
  readonly notAsked?: true;
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

/** A place that submissions come from. Every kind has this one shape; a new kind is a new file beside its sisters. */
export interface Source {
  readonly kind: 'openrosa' | 'ona' | 'kobo' | 'central' | 'folder';
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
   * Told which submissions of a form are fetched next, in their order, so that a source which can give many in an answer
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
