import { Problem } from '../core/ground/problem.ts';
import type { SettledServer, WebServer } from '../core/model/server.ts';
import type { KindSetting, ServerKind } from '../core/model/server-kind.ts';
import { centralAddress, isCentralPage } from '../core/source/central/address.ts';
import { type AskedKind, askProduct, kindFor, kindOfAddress } from '../core/source/check/server-kind.ts';
import { koboPage } from '../core/source/kobo/address.ts';
import { onaPage } from '../core/source/ona/address.ts';
import { safeAddress } from '../core/source/safe-address.ts';
import type { Workspace } from '../core/store/workspace.ts';

/** True of a server whose kind is known. */
export function isSettled(server: WebServer): server is SettledServer {
  return server.kind !== 'auto';
}

/**
 * The address of a server of that kind as it is kept, from what a user entered: that of the project or form that it
 * names, else as it was entered. One whose kind is still to be found out keeps what was entered, because only the kind
 * says what of it counts; so does one that can be no page of a Central, because the kind may be wrong.
 */
export function keptAddress(kind: KindSetting, entered: string): string {
  if (kind === 'central') {
    const { pathname, href } = safeAddress(entered);
    return pathname === '/' || isCentralPage(entered) ? centralAddress(entered).href : href;
  }
  if (kind === 'ona') return onaPage(entered) ?? entered;
  if (kind === 'kobo') return koboPage(entered) ?? entered;
  return kind === 'auto' && !/^[a-z][a-z0-9+.-]*:\/\//i.test(entered.trim())
    ? `https://${entered.trim()}`
    : entered;
}

/**
 * Finds out what a server of kind `auto` is, from its address or by asking it without signing in, and keeps that. Returns
 * the server as it is kept now. Throws a Problem when nobody can tell: nothing answers, or what answers has trouble or is
 * no server of forms.
 */
export async function settleKind(
  workspace: Workspace,
  server: WebServer,
  reached: AskedKind,
  signal: AbortSignal,
): Promise<SettledServer> {
  // It may have been settled since it was looked up.
  const kept = workspace.servers.find(server.name);
  if (kept !== null && kept.kind !== 'folder' && isSettled(kept)) return kept;
  const { url } = server.settings;
  const kind = kindOfAddress(url) ?? kindFor(await askProduct(reached, signal));
  return changeKind(workspace, server.name, kind);
}

/** Gives a server another kind, and returns it so. Throws `usage.server_unknown`. */
export function changeKind(workspace: Workspace, name: string, kind: ServerKind): SettledServer {
  const server = workspace.servers.find(name);
  if (server === null || server.kind === 'folder') throw new Problem('usage.server_unknown', { name });
  const settings = { ...server.settings, url: keptAddress(kind, server.settings.url) };
  const changed = { name, kind, settings };
  workspace.transaction(() => workspace.servers.change(name, changed));
  return changed;
}
