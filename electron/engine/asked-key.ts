import type { AskedKey } from '../ipc/keys.ts';
import type { EngineContext } from './context.ts';

/** What is known here of a key that a form version names. */
export function askedKey(
  { workspace, keys }: Pick<EngineContext, 'workspace' | 'keys'>,
  fingerprint: string,
): AskedKey {
  const open = keys.find(fingerprint);
  if (open !== null) return { fingerprint, name: open.name, state: 'open' };
  const kept = workspace.privateKeys.find(fingerprint);
  return { fingerprint, name: kept?.name ?? null, state: kept === null ? 'unknown' : 'locked' };
}
