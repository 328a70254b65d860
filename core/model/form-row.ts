import type { ProblemData } from '../ground/problem.ts';
import type { FormOfSource } from './form-ref.ts';
import type { AskedKey } from './known-key.ts';
import type { PullSummary } from './pull.ts';
import type { PullSettings } from './pull-settings.ts';
import type { KindSetting } from './server-kind.ts';

/**
 * Counts of one form at one source, in submissions. `onServer + onlyHere = here + toPull`, and `here =
 * readable + notReadable`. A pull downloads `toPull` and `changed`. Null when the server was never asked.
 */
export interface FormCounts {
  readonly onServer: number | null;
  readonly onlyHere: number;
  /** Of `onlyHere`: no longer listed for this account, but not reported as deleted. */
  readonly unlisted?: number;
  readonly here: number;
  readonly toPull: number | null;
  /** Of `here`: edited on the server, or otherwise changed since the download. */
  readonly changed?: number;
  readonly readable: number;
  readonly notReadable: number;
  /** Readable, with a warning. */
  readonly warnings: number;
  /** Tried, and not stored. */
  readonly notStored: number;
  /** Of `toPull`: received before the first day that is pulled for this form, and so left out. */
  readonly leftOut?: number;
}

export type FormKeyState =
  | { readonly kind: 'open' | 'locked'; readonly name: string; readonly fingerprint: string }
  /** The key of the newest version is unlocked, and `waiting` submissions wait for another. */
  | {
      readonly kind: 'some';
      readonly name: string;
      readonly fingerprint: string;
      readonly waiting: number;
    }
  /** No key here is the one that the form names. `isTried`: the keys were tried on its submissions. */
  | { readonly kind: 'none'; readonly fingerprint: string | null; readonly isTried: boolean }
  | { readonly kind: 'server' }
  | { readonly kind: 'not-encrypted' }
  | { readonly kind: 'unknown' };

export interface FormRow extends FormOfSource {
  readonly title: string;
  /** Newest first; '' is "no version". */
  readonly versions: readonly string[];
  readonly key: FormKeyState;
  readonly counts: FormCounts;
  readonly countedAt: string | null;
  readonly lastPullAt: string | null;
  readonly isChosen: boolean;
  /** Why the form takes no new submissions, as its server reports; or that this account no longer sees it. */
  readonly serverState: 'closing' | 'closed' | 'archived' | 'unlisted' | null;
  /** The hint to the passphrase of the key that its server keeps. */
  readonly keyHint: string | null;
}

/** `P` is the type of problems: plain data, or words. */
export interface SourceSummary<P = ProblemData> {
  readonly name: string;
  readonly kind: KindSetting | 'folder';
  readonly account: string | null;
  /** What a folder holds (`briefcase`, `collect`, `loose`, `zip`); null for a server. */
  readonly layout: string | null;
  /**
   * Set when the source gave no list at the last try. `isAway`: it did not respond; else it responded and
   * refused.
   */
  readonly notReached: {
    readonly since: string;
    readonly problem: P;
    readonly isAway: boolean;
  } | null;
  readonly countedAt: string | null;
  /** True when a pull needs the password or token again. */
  readonly needsSignIn: boolean;
  /** The server was removed from Attaché. The submissions pulled from it are still here. */
  readonly isRemoved?: true;
}

export interface FormsOverview<P = ProblemData> {
  readonly sources: readonly SourceSummary<P>[];
  /** Grouped by source in the order of `sources`, by title within. */
  readonly forms: readonly FormRow[];
  readonly countedAt: string | null;
  /** All submissions here, each counted once: several sources may list the same one. */
  readonly once: { readonly here: number; readonly readable: number; readonly notReadable: number };
}

export interface FormDetails {
  readonly row: FormRow;
  readonly versions: readonly {
    readonly version: string;
    readonly here: number;
    /** The key that this version names; null when the version is not encrypted, or its key is not known. */
    readonly key: AskedKey | null;
    /** Submissions of this version that wait for a key. */
    readonly waiting: number;
  }[];
  readonly lastPulls: readonly PullSummary[];
  readonly settings: PullSettings;
}
