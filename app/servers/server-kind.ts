import { Problem } from '../../core/ground/problem.ts';
import type { SettledServer, WebServer } from '../../core/model/server.ts';
import type { ServerKind } from '../../core/model/server-kind.ts';
import { keptAddress, kindOfAddress } from '../../core/source/check/kind-of-address.ts';
import { type AskedServer, askProduct } from '../../core/source/check/product.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** The servers of a workspace, and what changes them. */
export type AddedServers = Pick<Workspace, 'servers' | 'transaction'>;

/** True of a server whose kind is known. */
export function isSettled(server: WebServer): server is SettledServer {
  return server.kind !== 'auto';
}

/**
 * Finds out what a server of kind `auto` is, from its address or by asking it without signing in, and keeps that. Returns
 * the server as it is kept now. Throws a Problem when nobody can tell: nothing answers, or what answers has trouble or is
 * no server of forms.
 */
export async function settleKind(
  workspace: AddedServers,
  server: WebServer,
  reached: AskedServer,
  signal: AbortSignal,
): Promise<SettledServer> {
  // It may have been settled since it was looked up.
  const kept = workspace.servers.find(server.name);
  if (kept !== null && kept.kind !== 'folder' && isSettled(kept)) return kept;
  const { url } = server.settings;
  const kind = kindOfAddress(url) ?? (await askProduct(reached, signal)).kind;
  return changeKind(workspace, server.name, kind);
}

/** Gives a server another kind, and returns it so. Throws `usage.server_unknown`. */
export function changeKind(workspace: AddedServers, name: string, kind: ServerKind): SettledServer {
  const server = workspace.servers.find(name);
  if (server === null || server.kind === 'folder') throw new Problem('usage.server_unknown', { name });
  const settings = { ...server.settings, url: keptAddress(kind, server.settings.url) };
  const changed = { name, kind, settings };
  workspace.transaction(() => workspace.servers.change(name, changed));
  return changed;
}
