import type { ProblemData } from '../ground/problem.ts';
import type { FormOfSource } from './form-ref.ts';
import type { AskedKey } from './known-key.ts';
import type { PullSummary } from './pull.ts';
import type { PullSettings } from './pull-settings.ts';
import type { KindSetting } from './server-kind.ts';

/**
 * Counts of one form at one source, in submissions. `onServer + onlyHere = here + toPull`, and
 * `here = readable + notReadable`. A pull takes `toPull` and `changed`. What the server was never asked for is null.
 */
export interface FormCounts {
  readonly onServer: number | null;
  readonly onlyHere: number;
  /** Of `onlyHere`: not said to be deleted, but no longer listed for this account. */
  readonly unlisted?: number;
  readonly here: number;
  readonly toPull: number | null;
  /** Of `here`: edited there, or otherwise not as it was when it was fetched. */
  readonly changed?: number;
  readonly readable: number;
  readonly notReadable: number;
  /** Readable, with something to know. */
  readonly warnings: number;
  /** Tried and not fetched. */
  readonly notStored: number;
  /** Of `toPull`: received before the day from which this form is pulled, and so not pulled. */
  readonly leftOut?: number;
}

export type FormKeyState =
  | { readonly kind: 'open' | 'locked'; readonly name: string; readonly fingerprint: string }
  /** The key of the newest version is open, and so many submissions wait for another. */
  | {
      readonly kind: 'some';
      readonly name: string;
      readonly fingerprint: string;
      readonly waiting: number;
    }
  /** None of the keys here is the one that it names; tried on its submissions, or not yet. */
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
  /** Why it takes no new submissions, where its server says so; or that it is no longer shown to this account. */
  readonly serverState: 'closing' | 'closed' | 'archived' | 'unlisted' | null;
  /** What reminds of the passphrase of the key that its server keeps. */
  readonly keyHint: string | null;
}

/** `P` is how problems are told: as they are, or in words. */
export interface SourceSummary<P = ProblemData> {
  readonly name: string;
  readonly kind: KindSetting | 'folder';
  readonly account: string | null;
  /** What a folder holds (`briefcase`, `collect`, `loose`, `zip`); null for a server. */
  readonly layout: string | null;
  /** When it gave no list at the last try, and why. `isAway`: nothing responded; else it responded, and refused. */
  readonly notReached: {
    readonly since: string;
    readonly problem: P;
    readonly isAway: boolean;
  } | null;
  readonly countedAt: string | null;
  /** True when a pull needs the password or token again. */
  readonly needsSignIn: boolean;
  /** The server is not set up any more; what was pulled from it is here. */
  readonly isRemoved?: true;
}

export interface FormsOverview<P = ProblemData> {
  readonly sources: readonly SourceSummary<P>[];
  /** Grouped by source in the order of `sources`, by title within. */
  readonly forms: readonly FormRow[];
  readonly countedAt: string | null;
  /** All that is here, each submission once: several sources may list the same one. */
  readonly once: { readonly here: number; readonly readable: number; readonly notReadable: number };
}

export interface FormDetails {
  readonly row: FormRow;
  readonly versions: readonly {
    readonly version: string;
    readonly here: number;
    /** The key that this version asks for; null when it is not encrypted, or that is not known. */
    readonly key: AskedKey | null;
    /** Submissions of it that wait for a key. */
    readonly waiting: number;
  }[];
  readonly lastPulls: readonly PullSummary[];
  readonly settings: PullSettings;
}
