import type { ProblemData } from '../ground/problem.ts';
import type { SubmissionRef } from './submission-ref.ts';

/** The bytes of one file: in memory when small, else (or when they lie there anyway) on disk. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string; readonly size: number };

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
  /** Not fetched because the staging did not ask for it: the source may well have it, and nothing is wrong. */
  readonly notAsked?: true;
}
