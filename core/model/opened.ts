import type { ProblemData } from '../ground/problem.ts';
import type { Content, EarlierManifest } from './fetched.ts';
import type { RepairReason, SignatureState, SubmissionState } from './states.ts';

/**
 * One record as it is stored. Values and repeat counts are JSON text already, so that no second thread
 * encodes them.
 */
export interface StoredRecord {
  readonly path: string;
  readonly key: string;
  readonly parentKey: string | null;
  readonly ordinal: number;
  readonly values: string;
  /** '' when the record has no repeats below it. */
  readonly repeats: string;
}

export interface OpenedAttachment {
  /** Plain name: the manifest's name without its last extension. */
  readonly name: string;
  readonly ciphertextName: string | null;
  /** `left-out`: the source has the file, and it was not asked for. */
  readonly state: 'present' | 'missing' | 'failed' | 'left-out';
  /** Bytes and MD5 (lower-case hex) of the plaintext; null unless present and open. */
  readonly size: number | null;
  readonly md5: string | null;
  /** Path of the plaintext below the workspace's files folder, with `/`; null unless present and open. */
  readonly file: string | null;
}

/** A problem of one submission, and the file that it is about, if any. */
export interface SubmissionProblem extends ProblemData {
  readonly file: string | null;
}

/** The result for one submission: everything to store, as plain data that threads can send. */
export interface OpenedSubmission {
  readonly formId: string | null;
  readonly version: string | null;
  readonly instanceId: string | null;
  /**
   * Identifies the content: the same for one submission from any source, and different for different contents
   * with the same instance ID.
   */
  readonly contentId: string;
  readonly encrypted: boolean;
  /** True when the document names no form, so that only its source tells the form. */
  readonly isFormGuessed?: boolean;
  /**
   * For a plain submission without an instance ID: the identity of its content alone, and the name of its
   * folder or file. Null for all others.
   */
  readonly placed: { readonly plainId: string; readonly ownName: string } | null;
  /** The identity that earlier versions of Attaché gave it, if that differs. */
  readonly formerId?: string;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly keyFingerprint: string | null;
  /**
   * The digest in the signature, hex, to check it again without the key. Null when there is no signature, or
   * it cannot be read.
   */
  readonly signedDigest: string | null;
  readonly submissionDate: string | null;
  /** Instance ID of the submission that this one is an edit of; null when the document names none. */
  readonly deprecatedId: string | null;
  /**
   * Instance ID of the first submission in the chain of edits, as the document names it; null when it names
   * none.
   */
  readonly rootId: string | null;
  /** The manifest's exact bytes; null for a plain submission. */
  readonly manifest: Uint8Array | null;
  /** The plaintext XML's exact bytes; null when there is no plaintext. A file is below the files folder. */
  readonly xml: Content | null;
  readonly xmlMd5: string | null;
  readonly records: readonly StoredRecord[];
  /** True when the records were read with the definition of exactly their form version. */
  readonly readByForm: boolean;
  /** Paths of answers that the form does not name, each with its record's path. Without a form, all paths. */
  readonly unnamedPaths: readonly (readonly [recordPath: string, path: string])[];
  readonly attachments: readonly OpenedAttachment[];
  /**
   * Ciphertext that must be kept, because its plaintext is not stored safely yet or the user wants to keep
   * it.
   */
  readonly ciphertext: readonly { readonly name: string; readonly content: Content }[];
  readonly problems: readonly SubmissionProblem[];
  /** The version before an edit, if the files here belong to that version. */
  readonly earlierVersion?: OpenedSubmission;
  /** For a submission that waits for a key: its manifests from before it was edited. */
  readonly earlierManifests?: readonly EarlierManifest[];
}
