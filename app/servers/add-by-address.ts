import { type ServerSettings, serverSettings, type WebServer } from '../../core/model/server.ts';
import type { ServerKind } from '../../core/model/server-kind.ts';
import { isOnlyForSending, keptAddress, kindOfAddress } from '../../core/source/check/kind-of-address.ts';
import { safeAddress } from '../../core/source/safe-address.ts';
import { addServer } from './add-server.ts';
import type { ServerParts } from './server-context.ts';

/** A server as a command describes it: with all of its settings, but without a secret. */
export interface GivenServer extends ServerSettings {
  readonly name: string;
  /** Null: the kind that the address shows, else found out when the server is first reached. */
  readonly kind: ServerKind | null;
}

export interface AddedByAddress {
  readonly server: WebServer;
  /**
   * True when the address was that of an app user, who can only send submissions. The key in the address was
   * left out.
   */
  readonly isOnlyForSending: boolean;
}

/**
 * Adds a server by its address. Returns null, and adds nothing, when the settings are not valid. Throws
 * `source.url_invalid`, `source.url_not_encrypted` and `usage.server_exists`.
 */
export function addByAddress(
  workspace: ServerParts,
  { name, kind: given, ...settings }: GivenServer,
): AddedByAddress | null {
  const { url } = settings;
  const kind = given ?? kindOfAddress(url) ?? 'auto';
  const parsed = serverSettings.safeParse({ ...settings, url: keptAddress(kind, url) });
  if (!parsed.success) return null;
  // Throws for anything that is not a web address, for every kind.
  safeAddress(url);
  const server: WebServer = { name, kind, settings: parsed.data };
  addServer(workspace, server);
  return { server, isOnlyForSending: isOnlyForSending(url) };
}
