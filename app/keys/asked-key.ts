import type { AskedKey } from '../../core/model/known-key.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { HeldKeys } from './held-keys.ts';

/** Where a key may be: in the workspace, or unlocked in memory. */
export interface KeysHere {
  readonly workspace: Pick<Workspace, 'privateKeys'>;
  readonly keys: HeldKeys;
}

/** Returns what is known about a key that a form version names. */
export function askedKey({ workspace, keys }: KeysHere, fingerprint: string): AskedKey {
  const open = keys.find(fingerprint);
  if (open !== null) return { fingerprint, name: open.name, state: 'open' };
  const kept = workspace.privateKeys.find(fingerprint);
  return { fingerprint, name: kept?.name ?? null, state: kept === null ? 'unknown' : 'locked' };
}

/** Returns the name of a key, or the start of its fingerprint when it has no name here. */
export function keyName(context: KeysHere, fingerprint: string): string {
  return askedKey(context, fingerprint).name ?? fingerprint.slice(0, 16);
}
