import type { ProblemData } from '../../core/ground/problem.ts';
import type { ForgottenKey } from '../../core/model/known-key.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { LockReason, Settings, WorkspaceInfo } from './app.ts';
import type { Place } from './common.ts';
import type { LeaveItem, LeavePlan, LeaveReport } from './leave.ts';

/**
 * What the main process and the engine say to each other. Windows never see these messages: each window has a port of
 * its own to the engine, on which replies travel without passing through the main process.
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
  /** With the folders of other workspaces that this computer knows. */
  | { readonly type: 'leave-plan'; readonly id: number; readonly others: readonly string[] }
  | { readonly type: 'leave'; readonly id: number; readonly items: readonly LeaveItem[] }
  /** Stop a pull between two submissions, write the log back, and end. */
  | { readonly type: 'end' };

export interface EngineStart {
  readonly workspace: WorkspaceInfo;
  readonly settings: Settings;
  readonly hasKeychain: boolean;
  readonly places: readonly Place[];
  readonly logFile: string;
  /** Replies only to what the Locked screen needs, until a key is unlocked or the user goes on without. */
  readonly lockedBy: LockReason | null;
  /** Keys of the session that the engine before this one held: their names only. */
  readonly forgotten: readonly ForgottenKey[];
  /** A submission that the engine before this one ended on, to be left out; with the pull to go on with. */
  readonly setAside: readonly RefKey[];
  readonly continuePull: boolean;
}

export type FromEngine =
  | { readonly type: 'ready'; readonly sqlite: string }
  /** The workspace could not be opened, and why; the process ends after it. */
  | { readonly type: 'not-started'; readonly problem: ProblemData }
  /** The same events that go to the windows, where the main process needs them: only what holds no answers. */
  | {
      readonly type: 'pull-state';
      readonly isRunning: boolean;
      readonly step: string | null;
      /** Told before it is begun, so that a crash can be put down to the right submission. */
      readonly inHand: readonly RefKey[];
    }
  | { readonly type: 'held-keys'; readonly session: readonly ForgottenKey[]; readonly open: number }
  | { readonly type: 'shown' }
  | { readonly type: 'grant'; readonly place: Place }
  | {
      readonly type: 'keychain';
      readonly id: number;
      readonly action: 'protect' | 'reveal';
      readonly text: string;
    }
  | { readonly type: 'proxy'; readonly id: number; readonly url: string }
  | { readonly type: 'leave-plan'; readonly id: number; readonly plan: LeavePlan }
  | { readonly type: 'leave'; readonly id: number; readonly report: LeaveReport }
  | { readonly type: 'ended' };
