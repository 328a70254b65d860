import type { ProblemData } from '../../core/ground/problem.ts';
import type { ForgottenKey } from '../../core/model/known-key.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { LockedBy, Settings, WorkspaceInfo } from './app.ts';
import type { Instant, Place } from './common.ts';
import type { Payload } from './contract.ts';
import type { Conversion, Converted, UnlockWays } from './encryption.ts';
import type { LeaveItem, LeavePlan, LeaveReport } from './leave.ts';

/**
 * The messages between the main process and the engine. Windows never see them: each window has its own port
 * to the engine, and replies do not pass through the main process.
 */
export type ToEngine =
  | { readonly type: 'start'; readonly start: EngineStart }
  /** Comes with the port of one window. */
  | { readonly type: 'window' }
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'system-proxy'; readonly proxies: Readonly<Record<string, string>> }
  | { readonly type: 'place'; readonly place: Place }
  | { readonly type: 'online'; readonly isOnline: boolean }
  | { readonly type: 'keychain'; readonly id: number; readonly text: string | null }
  | { readonly type: 'proxy'; readonly id: number; readonly proxy: string | null }
  /** `failed`: why the page could not be printed; null when it was. */
  | { readonly type: 'printed'; readonly id: number; readonly failed: string | null }
  /** `others`: the folders of the other workspaces that this computer knows. */
  | { readonly type: 'leave-plan'; readonly id: number; readonly others: readonly string[] }
  | { readonly type: 'leave'; readonly id: number; readonly items: readonly LeaveItem[] }
  /** Asks whether nothing was stored in the workspace yet. */
  | { readonly type: 'untouched'; readonly id: number }
  | { readonly type: 'stop-conversion' }
  /** The app was locked, or is to be as soon as that is possible. `number`: how often by now. */
  | { readonly type: 'lock'; readonly number: number }
  /**
   * Stops a pull between two submissions, writes SQLite's log back into the database, and ends the engine.
   */
  | { readonly type: 'end' };

export interface EngineStart {
  readonly workspace: WorkspaceInfo;
  readonly settings: Settings;
  readonly hasKeychain: boolean;
  readonly places: readonly Place[];
  readonly logFile: string;
  /**
   * When set, the engine replies only to the requests of the Locked screen, until a key is unlocked or the
   * user continues without one. An encrypted workspace is not even opened before it is unlocked.
   */
  readonly lockedBy: LockedBy | null;
  /** How often the app was locked. */
  readonly locks: number;
  /** The names of the session keys that the previous engine held. The keys themselves are gone. */
  readonly forgotten: readonly ForgottenKey[];
  /**
   * The submissions during which the previous engine crashed. They are left out of the pull that continues.
   */
  readonly setAside: readonly RefKey[];
  readonly continuePull: boolean;
  /**
   * When the workspace was first opened. What fell due since then, while it was locked, is made up for. null:
   * now.
   */
  readonly openedAt: Instant | null;
  /** What to do in a folder without a workspace. `encrypted`: the keychain keeps the key, else ask. */
  readonly whenNew: 'encrypted' | 'ask' | 'plain';
  /** Encrypts or decrypts the whole workspace before it is opened. */
  readonly convert: Payload<'workspace.convert'> | null;
}

export type FromEngine =
  | { readonly type: 'ready'; readonly sqlite: string }
  /** The workspace is encrypted: the engine waits until a window unlocks it. */
  | { readonly type: 'locked'; readonly ways: UnlockWays }
  /** There is no workspace yet: the engine waits until a window says how it is kept. */
  | { readonly type: 'new' }
  | { readonly type: 'conversion'; readonly conversion: Conversion }
  | { readonly type: 'converted'; readonly result: Converted }
  | { readonly type: 'untouched'; readonly id: number; readonly isUntouched: boolean }
  /** The workspace could not be opened, and why. The process ends after this message. */
  | { readonly type: 'not-started'; readonly problem: ProblemData }
  /** The events of the windows that the main process needs too. They hold no answers. */
  | {
      readonly type: 'pull-state';
      readonly isRunning: boolean;
      readonly step: string | null;
      /**
       * Sent before work on these submissions begins, so that after a crash the right submission is blamed.
       */
      readonly inHand: readonly RefKey[];
    }
  /** A backup, a check or a restore has begun or ended, or what is known of the backups has changed. */
  | { readonly type: 'backups'; readonly isRunning: boolean }
  | { readonly type: 'held-keys'; readonly session: readonly ForgottenKey[]; readonly open: number }
  /** The user has ended the lock. `lock`: how often the app had been locked when they asked for that. */
  | { readonly type: 'shown'; readonly lock: number }
  | { readonly type: 'grant'; readonly place: Place }
  | {
      readonly type: 'keychain';
      readonly id: number;
      readonly action: 'protect' | 'reveal';
      readonly text: string;
    }
  | { readonly type: 'proxy'; readonly id: number; readonly url: string }
  /** Prints a page of an export into a PDF file. Takes absolute paths. */
  | { readonly type: 'print'; readonly id: number; readonly page: string; readonly pdf: string }
  /** Stops the printing with this ID, which then ends at once and leaves the file empty. */
  | { readonly type: 'stop-print'; readonly id: number }
  | { readonly type: 'leave-plan'; readonly id: number; readonly plan: LeavePlan }
  | { readonly type: 'leave'; readonly id: number; readonly report: LeaveReport }
  | { readonly type: 'ended' };
