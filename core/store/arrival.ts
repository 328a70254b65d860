import type { ProblemCode } from '../ground/problem.ts';
import type { Content, ServerFacts } from '../model/fetched.ts';
import type { SignatureState, SubmissionState } from '../model/states.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';

/** Where a submission came from, and in which run. */
export interface Arrival {
  readonly source: string;
  readonly ref: SubmissionRef;
  readonly facts: ServerFacts;
  readonly runId: number;
  readonly at: string;
  /** Fingerprints of the keys that were tried on it. */
  readonly keys: readonly string[];
  /** The instance ID that its source lists for it; null where the source lists none. */
  readonly listedId: string | null;
  /** Instance ID of its first version, if the source reports it; else null. */
  readonly rootId: string | null;
  /** This is the stored copy itself, decrypted again. */
  readonly isKept: boolean;
}

/** Ciphertext in its final place: small files as bytes, large ones as a path below the ciphertext folder. */
export type KeptCiphertext = readonly { readonly name: string; readonly content: Content }[];

/**
 * What storing did. `new`: the submission was not here. `again`: the same content was here already, and was
 * no worse. `better`: this copy replaced one that was less whole.
 */
export type Stored = 'new' | 'again' | 'better';

export interface PutResult {
  readonly id: number;
  readonly stored: Stored;
  /** State of the copy that is stored now, which may be the one that was here before. */
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  /** True when the answers of the stored copy can be read. */
  readonly isReadable: boolean;
  /** Problems of the stored copy, including those that only the store can see. */
  readonly problems: readonly ProblemCode[];
  /** True when the same copy came a second time and so replaced one that differs. */
  readonly isDecided: boolean;
  /** Files below the files folder that nothing refers to any more. Remove them after the commit. */
  readonly obsoleteFiles: readonly string[];
  /** The same below the ciphertext folder. */
  readonly obsoleteCiphertext: readonly string[];
}
