import type { KeyObject } from 'node:crypto';
import type { ProblemData } from '../ground/problem.ts';
import type { SubmissionRef } from './submission-ref.ts';

/**
 * The bytes of one file: in memory when small, else on disk. A small file may be on disk if it is there
 * anyway.
 */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'file';
      readonly path: string;
      /** Bytes of the content itself, also where the file on the disk is encrypted. */
      readonly size: number;
      /** The key under which the file on the disk is encrypted; absent when it is as it is. */
      readonly key?: KeyObject;
    };

/** What the server reports about a submission besides its XML; null where it reports nothing. */
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
  /** The instance ID in the source's list, if the list has one. A copy with another ID may be damaged. */
  readonly listedId?: string;
  /** Instance ID of the first version of an edited submission, if the source reports it. */
  readonly rootId?: string | null;
  /**
   * For an edited submission: its earlier manifests, the newest first. The source may have kept the files of
   * one of them in place of the edit's files.
   */
  readonly earlier?: readonly EarlierManifest[];
}

/** A manifest that an edit replaced. */
export interface EarlierManifest {
  readonly xml: Uint8Array;
  /** When it was replaced, ISO 8601; null when the source does not report it. */
  readonly replacedAt: string | null;
}

/**
 * One file of a submission. `content` is null when the source does not have the file or could not send it
 * (then a problem tells why). If the source has several files with one name, each is a part, the newest
 * first: only decrypting shows which is right.
 */
export interface FetchedPart {
  readonly name: string;
  readonly content: Content | null;
  /** Not fetched because the staging did not ask for it. The source may have it; nothing is wrong. */
  readonly notAsked?: true;
}
