import type { Clock } from '../../core/ground/clock.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { HeldKeys } from './held-keys.ts';
import type { Keychain } from './keychain.ts';

/** The parts of a workspace that say which keys there are and what they decrypt. */
export type KeyParts = Pick<
  Workspace,
  'privateKeys' | 'keySamples' | 'versionKeys' | 'forms' | 'sourceForms' | 'totals' | 'transaction'
>;

/** Where keys are: encrypted in the workspace, and unlocked in memory. */
export interface KeyContext {
  readonly workspace: KeyParts;
  /** The keys that are unlocked now. */
  readonly keys: HeldKeys;
  readonly clock: Clock;
  /** null when the computer has no keychain that protects secrets. */
  readonly keychain: Keychain | null;
}
