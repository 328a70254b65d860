import { Problem } from '../../core/ground/problem.ts';
import type { WebServer } from '../../core/model/server.ts';
import { sameServer } from '../../core/source/check/kind-of-address.ts';
import { findServer } from './find-source.ts';
import { freeName } from './free-name.ts';
import type { ServerContext } from './server-context.ts';
import { isSettled } from './server-kind.ts';

/** A part of a server with its own address: a project, or a form. */
export interface ServerPlace {
  readonly address: string;
  readonly name: string;
}

/**
 * Adds a project or form of a server as a separate server with the same login, and returns it. If this
 * address was added before, returns the existing server. Throws `usage.server_unknown`. Throws
 * `engine.place_unknown` when the address belongs to another server, because that server would get the login
 * of this one.
 */
export function addPlace(context: ServerContext, source: string, { address, name }: ServerPlace): WebServer {
  const { workspace } = context;
  const server = findServer(workspace, source);
  const own = isSettled(server) ? sameServer(server.kind, server.settings.url) : null;
  if (own === null || !isSettled(server) || sameServer(server.kind, address)?.key !== own.key) {
    throw new Problem('engine.place_unknown', {});
  }
  const url = address.replace(/\/$/, '');
  const known = workspace.servers
    .all()
    .find((one) => one.kind === server.kind && one.settings.url.replace(/\/$/, '') === url);
  if (known !== undefined && known.kind !== 'folder') {
    keepSecretOf(context, source, known.name);
    return known;
  }
  const added = {
    ...server,
    name: freeName(workspace, `${source}: ${name}`),
    settings: { ...server.settings, url },
  };
  workspace.transaction(() => workspace.servers.add(added));
  keepSecretOf(context, source, added.name);
  return added;
}

/** Copies the known password or token of one server to another. */
function keepSecretOf({ workspace, secrets }: ServerContext, source: string, name: string): void {
  const secret = secrets.find(source);
  if (secret !== null) secrets.keep(name, secret);
  const { sourceStates } = workspace;
  const kept = sourceStates.protectedSecret(source);
  if (kept !== null) workspace.transaction(() => sourceStates.setProtectedSecret(name, kept));
}
