import type { ProblemData } from '../ground/problem.ts';
import type { FormOfSource } from './form-ref.ts';

/** A key that a form version names, and what is known of it here. */
export interface AskedKey {
  readonly fingerprint: string;
  /** null when it is not among the keys of this workspace. */
  readonly name: string | null;
  readonly state: 'open' | 'locked' | 'unknown';
}

/** The submissions of a form at one source that a key decrypts. */
export interface OpensForm extends FormOfSource {
  readonly title: string;
  /** The versions that name the key, and those whose submissions it decrypted. '' is "no version". */
  readonly versions: readonly string[];
  /** Submissions that this key has decrypted. */
  readonly opened: number;
  /** Submissions of the form that wait for a key, and how many of them this key decrypts. */
  readonly waiting: number;
  readonly fits: number;
  /** False when too many wait to try each: `fits` is then an estimate. */
  readonly isExact: boolean;
  /** Whether the key decrypted a real submission, did not, or had none to try. */
  readonly proof: KeyTrial;
}

/** The result of trying a key on a submission of a form. */
export type KeyTrial = 'opened' | 'refused' | 'nothing-to-try';

/** How a key is kept: in memory only, sealed by a passphrase, or sealed by one that the keychain keeps. */
export type KeptHow = 'session' | 'sealed' | 'keychain';

/** A key of this workspace, unlocked or locked, with the forms that it decrypts. */
export interface KeyRow {
  readonly fingerprint: string;
  readonly name: string;
  readonly state: 'open' | 'locked';
  readonly bits: number;
  /** `pkcs8`, `pkcs1`, `pkcs12` ...; as the file was. */
  readonly format: string | null;
  readonly kept: KeptHow;
  /** Base name of the file that it came from. */
  readonly file: string | null;
  /** The user says that a second copy exists. */
  readonly hasCopy: boolean;
  /** ISO 8601; null is never. */
  readonly lastTried: string | null;
  readonly opens: readonly OpensForm[];
}

/** An encrypted form that lacks a key: none decrypts it, or some of its submissions wait for another. */
export interface FormWithoutKey {
  readonly form: FormOfSource;
  readonly title: string;
  /** How many of its submissions wait. */
  readonly submissions: number;
  /** The key that they need; null when it is not known. */
  readonly fingerprint: string | null;
}

/** All keys of a workspace, and the forms that lack one. */
export interface KeysOverview {
  readonly keys: readonly KeyRow[];
  readonly without: readonly FormWithoutKey[];
}

/** A key of one session only, held by an earlier process. Only these facts about it are left. */
export interface ForgottenKey {
  readonly fingerprint: string;
  readonly name: string;
  readonly bits: number;
  readonly file: string | null;
}

/** A key file that was read and is not kept yet. */
export type InspectedKey<P = ProblemData> =
  | {
      readonly outcome: 'good';
      readonly draftId: string;
      readonly file: string;
      readonly suggestedName: string;
      readonly keys: readonly {
        readonly fingerprint: string;
        readonly bits: number;
        readonly format: string;
        /** Its name here; null when the key is not here yet. */
        readonly alreadyHere: string | null;
      }[];
      readonly opens: readonly OpensForm[];
      /** Submissions of all forms that wait for a key. */
      readonly waiting: number;
    }
  | {
      readonly outcome: 'passphrase-needed';
      readonly file: string;
      /** The passphrase's hint, if a server has sent one. */
      readonly hint: string | null;
    }
  | { readonly outcome: 'wrong'; readonly file: string; readonly problem: P };
