import type { KeyObject } from 'node:crypto';
import type { HeldKeys } from '../../app/keys/held-keys.ts';
import type { Keychain } from '../../app/keys/keychain.ts';
import type { ServerSecrets } from '../../app/sources/server-secrets.ts';
import type { Clock } from '../../core/ground/clock.ts';
import type { PagePrinter } from '../../core/model/page-printer.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Settings, WorkspaceInfo } from '../ipc/app.ts';
import type { Place } from '../ipc/common.ts';
import type { EngineEvent } from '../ipc/contract.ts';
import type { UnlockedBy } from '../ipc/encryption.ts';

/** What the engine's handlers work with, passed in so that tests can pass their own. */
export interface EngineContext {
  readonly workspace: Workspace;
  /** The key that all keys of the encrypted workspace come from; null: it is not encrypted. */
  readonly workspaceKey: KeyObject | null;
  /** The same key by what the user types again. Wrong passphrases slow down. Throws `workspace.wrong_key`. */
  workspaceKeyBy(by: UnlockedBy): Promise<KeyObject>;
  readonly info: WorkspaceInfo;
  readonly keys: HeldKeys;
  readonly secrets: ServerSecrets;
  readonly clock: Clock;
  /** null where the computer has no keychain that protects. */
  readonly keychain: Keychain | null;
  settings(): Settings;
  /** Tells all windows. */
  emit(event: EngineEvent): void;
  /** The path of a place that the user chose. Throws `engine.place_unknown`. */
  pathOf(placeId: string): string;
  /** Makes a place of a path that the engine itself has written to, so that the window can ask to show it. */
  grant(path: string, isFolder: boolean): Place;
  /** Returns the proxy that the system uses for this address; null: none. */
  systemProxy(url: string): Promise<string | null>;
  /** Prints pages of exports into PDF files. */
  readonly printer: PagePrinter;
  /** Called before the work on a submission begins. After a crash, main knows which submission was being worked on. */
  inHand(step: string | null, submissions: readonly RefKey[]): void;
}
