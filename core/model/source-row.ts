import type { ProblemData } from '../ground/problem.ts';
import type { KindSetting } from './server-kind.ts';
import type { ServerTestResult } from './server-test.ts';

/**
 * The facts to show about a source: a server, folder or zip that was added. `P` is the type of problems:
 * plain data, or words.
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
  /**
   * When a count or a pull last read its list, or since when it is away or refuses; null when none has tried.
   */
  readonly lastContact: { readonly at: string; readonly outcome: 'reached' | 'away' | 'failed' } | null;
  readonly forms: number;
  /** How many of its submissions are here. */
  readonly submissions: number;
  readonly layout: string | null;
  /** For a folder: whether ODK Collect's drafts are pulled, too, and how many of them are not here. */
  readonly drafts: { readonly isTaken: boolean; readonly leftOut: number } | null;
}
