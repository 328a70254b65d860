import type { Clock } from '../../core/ground/clock.ts';
import type { NetworkSettings } from '../../core/model/network-settings.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Keychain } from '../keys/keychain.ts';
import type { ServerSecrets } from '../sources/server-secrets.ts';

/** The parts of a workspace that say which sources there are, and what is known about each. */
export type ServerParts = Pick<Workspace, 'servers' | 'sourceStates' | 'transaction'>;

/** Where servers and their passwords are kept. */
export interface ServerContext {
  readonly workspace: ServerParts;
  /** Passwords and tokens that the user gave in this session. */
  readonly secrets: ServerSecrets;
  /** null when the computer has no keychain that protects secrets. */
  readonly keychain: Keychain | null;
}

/** The same, and what is needed to reach servers. */
export interface ReachContext extends ServerContext {
  readonly clock: Clock;
  settings(): NetworkSettings;
  /** Returns the proxy that the system uses for this address; null: none. */
  systemProxy(url: string): Promise<string | null>;
}

/** Returns the address of the proxy that the settings name for an address; null: none. */
export async function proxyFor(
  context: Pick<ReachContext, 'settings' | 'systemProxy'>,
  url: string,
): Promise<string | null> {
  const { proxy } = context.settings();
  if (proxy.kind === 'system') return context.systemProxy(url);
  return proxy.kind === 'own' ? proxy.url : null;
}
