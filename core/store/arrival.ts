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
  /** Fingerprints of the keys that it was tried with. */
  readonly keys: readonly string[];
  /** The instance ID that its source lists it by; null where it lists none. */
  readonly listedId: string | null;
  /** Instance ID of its first version, where the source says it; null where it does not. */
  readonly rootId: string | null;
  /** It is the stored copy itself, opened again. */
  readonly isKept: boolean;
}

/** Ciphertext where it is to stay: small as bytes, large as a path below the ciphertext folder. */
export type KeptCiphertext = readonly { readonly name: string; readonly content: Content }[];

/**
 * What storing did: `new`; `again` when the same content was here already, no worse; `better` when it replaced a copy
 * that was less whole.
 */
export type Stored = 'new' | 'again' | 'better';

export interface PutResult {
  readonly id: number;
  readonly stored: Stored;
  /** State of what is stored now: of the copy that was here, when that one stayed. */
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  /** True when what is stored now has answers that can be read. */
  readonly isReadable: boolean;
  /** Problems of what is stored now, those that only the store can see among them. */
  readonly problems: readonly ProblemCode[];
  /** True when a copy came for the second time, so that it took the place of one that differs. */
  readonly isDecided: boolean;
  /** Files that nothing names any more, to be removed after the commit: below the files folder, */
  readonly obsoleteFiles: readonly string[];
  /** and below the ciphertext folder. */
  readonly obsoleteCiphertext: readonly string[];
}
