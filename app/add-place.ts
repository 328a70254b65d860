import { Problem } from '../core/ground/problem.ts';
import type { WebServer } from '../core/model/server.ts';
import { sameServer } from '../core/source/check/kind-of-address.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { isSettled } from './server-kind.ts';

/** A part of a server that has an address of its own: a project, or a form. */
export interface ServerPlace {
  readonly address: string;
  readonly name: string;
}

/**
 * Adds a place of a server as a server of its own, which is signed in to in the same way, and returns it; the one that
 * was added before for this address, where there is one. Secrets are the caller's. Throws `usage.server_unknown`, and
 * `engine.place_unknown` when the address is of another server: it would be sent the login of this one.
 */
export function addPlace(workspace: Workspace, source: string, { address, name }: ServerPlace): WebServer {
  const server = workspace.servers.find(source);
  if (server === null || server.kind === 'folder')
    throw new Problem('usage.server_unknown', { name: source });
  const own = isSettled(server) ? sameServer(server.kind, server.settings.url) : null;
  if (own === null || !isSettled(server) || sameServer(server.kind, address)?.key !== own.key) {
    throw new Problem('engine.place_unknown', {});
  }
  const url = address.replace(/\/$/, '');
  const known = workspace.servers
    .all()
    .find((one) => one.kind === server.kind && one.settings.url.replace(/\/$/, '') === url);
  if (known !== undefined && known.kind !== 'folder') return known;
  const added = {
    ...server,
    name: freeName(workspace, `${source}: ${name}`),
    settings: { ...server.settings, url },
  };
  workspace.transaction(() => workspace.servers.add(added));
  return added;
}

function freeName({ servers }: Workspace, wanted: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted} (${n})`;
    if (!servers.isUsed(name)) return name;
  }
}
