import type { Clock } from '../../core/ground/clock.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { HeldKeys } from './held-keys.ts';
import type { Keychain } from './keychain.ts';

/** The parts of a workspace that say which keys there are and what they open. */
export type KeyParts = Pick<
  Workspace,
  'privateKeys' | 'keySamples' | 'versionKeys' | 'forms' | 'sourceForms' | 'totals' | 'transaction'
>;

/** Where keys are: sealed in the workspace, and open in memory. */
export interface KeyContext {
  readonly workspace: KeyParts;
  /** The keys that are open now. */
  readonly keys: HeldKeys;
  readonly clock: Clock;
  /** null where the computer has none that protects. */
  readonly keychain: Keychain | null;
}
