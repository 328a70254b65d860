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

/** What a key is called: its name where it has one here, else the beginning of its fingerprint. */
export function keyName(context: Pick<EngineContext, 'workspace' | 'keys'>, fingerprint: string): string {
  return askedKey(context, fingerprint).name ?? fingerprint.slice(0, 16);
}
