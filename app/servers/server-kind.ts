import { Problem } from '../../core/ground/problem.ts';
import type { SettledServer, WebServer } from '../../core/model/server.ts';
import type { ServerKind } from '../../core/model/server-kind.ts';
import { keptAddress, kindOfAddress } from '../../core/source/check/kind-of-address.ts';
import { type AskedServer, askProduct } from '../../core/source/check/product.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** The parts of a workspace that hold the servers and change them. */
export type AddedServers = Pick<Workspace, 'servers' | 'transaction'>;

/** Returns true when the kind of a server is known. */
export function isSettled(server: WebServer): server is SettledServer {
  return server.kind !== 'auto';
}

/**
 * Finds out the kind of an `auto` server, from its address or by asking it without signing in, and stores the
 * kind. Returns the server as it is stored now. Throws a Problem when the kind cannot be found out: the
 * server does not respond, reports an error, or is not a server of forms.
 */
export async function settleKind(
  workspace: AddedServers,
  server: WebServer,
  reached: AskedServer,
  signal: AbortSignal,
): Promise<SettledServer> {
  // The kind may have been found out since the server was read.
  const kept = workspace.servers.find(server.name);
  if (kept !== null && kept.kind !== 'folder' && isSettled(kept)) return kept;
  const { url } = server.settings;
  const kind = kindOfAddress(url) ?? (await askProduct(reached, signal)).kind;
  return changeKind(workspace, server.name, kind);
}

/** Changes the kind of a server, and returns the changed server. Throws `usage.server_unknown`. */
export function changeKind(workspace: AddedServers, name: string, kind: ServerKind): SettledServer {
  const server = workspace.servers.find(name);
  if (server === null || server.kind === 'folder') throw new Problem('usage.server_unknown', { name });
  const settings = { ...server.settings, url: keptAddress(kind, server.settings.url) };
  const changed = { name, kind, settings };
  workspace.transaction(() => workspace.servers.change(name, changed));
  return changed;
}
