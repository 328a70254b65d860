import type { ProblemData } from '../ground/problem.ts';
import type { Content, EarlierManifest } from './fetched.ts';
import type { RepairReason, SignatureState, SubmissionState } from './states.ts';

/** One record as it is stored: values and repeat counts already JSON text, so that no thread encodes them twice. */
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
  /** Plain name, as the manifest gives it without its last extension. */
  readonly name: string;
  readonly ciphertextName: string | null;
  /** `left-out`: the source has it, and it was not asked for. */
  readonly state: 'present' | 'missing' | 'failed' | 'left-out';
  /** Bytes and MD5 (lower-case hex) of the plaintext; null unless present and open. */
  readonly size: number | null;
  readonly md5: string | null;
  /** Path of the plaintext below the workspace's files folder, with `/`; null unless present and open. */
  readonly file: string | null;
}

/** A problem of one submission, with the file that it is about where there is one. */
export interface SubmissionProblem extends ProblemData {
  readonly file: string | null;
}

/** What became of one submission: everything that is to be stored, as plain data that threads can post. */
export interface OpenedSubmission {
  readonly formId: string | null;
  readonly version: string | null;
  readonly instanceId: string | null;
  /** The same for the same submission wherever it comes from; another for another content under the same instance ID. */
  readonly contentId: string;
  readonly encrypted: boolean;
  /** True when the document names no form, so that only its source says which it is of. */
  readonly isFormGuessed?: boolean;
  /**
   * Of a plain submission without an instance ID: the identity of its content alone, and what its folder or file is
   * called. Null for all others.
   */
  readonly placed: { readonly plainId: string; readonly ownName: string } | null;
  /** Under what identity earlier versions kept it, where that is another. */
  readonly formerId?: string;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly keyFingerprint: string | null;
  /** What the signature holds, hex, for checking again without the key; null when there is none or it cannot be read. */
  readonly signedDigest: string | null;
  readonly submissionDate: string | null;
  /** Instance ID of the submission that this one is an edit of, */
  readonly deprecatedId: string | null;
  /** and of the first one in a chain of edits, as the document names them; null where it names none. */
  readonly rootId: string | null;
  /** The manifest's exact bytes; null for a plain submission. */
  readonly manifest: Uint8Array | null;
  /** The plaintext XML's exact bytes; null when it could not be had. A file lies below the files folder. */
  readonly xml: Content | null;
  readonly xmlMd5: string | null;
  readonly records: readonly StoredRecord[];
  /** True when the records were read with the definition of exactly their form version. */
  readonly readByForm: boolean;
  /** Paths of answers that the form does not name (all of them when there is no form), each with its record's path. */
  readonly unnamedPaths: readonly (readonly [recordPath: string, path: string])[];
  readonly attachments: readonly OpenedAttachment[];
  /** Ciphertext that must be kept, because its plaintext is not safe yet or the user wants it. */
  readonly ciphertext: readonly { readonly name: string; readonly content: Content }[];
  readonly problems: readonly SubmissionProblem[];
  /** The version before an edit, where it is that which the files here belong to. */
  readonly earlierVersion?: OpenedSubmission;
  /** Of one that waits for a key: the manifests that it had before it was edited. */
  readonly earlierManifests?: readonly EarlierManifest[];
}
