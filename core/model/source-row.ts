import type { ProblemData } from '../ground/problem.ts';
import type { KindSetting } from './server-kind.ts';
import type { ServerTestResult } from './server-test.ts';

/**
 * What there is to show of a source: a server, folder or zip that was added. `P` is how problems are told: as they are,
 * or in words.
 */
export interface SourceRow<P = ProblemData> {
  readonly name: string;
  readonly kind: KindSetting | 'folder';
  /** Web address, or path of the folder or zip. */
  readonly address: string;
  readonly account: string | null;
  readonly login: 'none' | 'password' | 'token' | null;
  readonly isRemembered: boolean;
  /** Its password or token is known, or it needs none. */
  readonly isSignedIn: boolean;
  readonly lastTest: ServerTestResult<P> | null;
  /** When a count or a pull has last read its list, or since when it is away or refuses; null when none has tried. */
  readonly lastContact: { readonly at: string; readonly outcome: 'reached' | 'away' | 'failed' } | null;
  readonly forms: number;
  /** Pulled from it and here. */
  readonly submissions: number;
  readonly layout: string | null;
  /** Of a folder: whether drafts of ODK Collect are taken too, and how many it has that are not here. */
  readonly drafts: { readonly isTaken: boolean; readonly leftOut: number } | null;
}
