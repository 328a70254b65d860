import { Problem } from '../../core/ground/problem.ts';
import type { FolderServer, Server, WebServer } from '../../core/model/server.ts';
import type { Workspace } from '../../core/store/workspace.ts';

type Servers = Pick<Workspace, 'servers'>;

/**
 * Returns the source with this name: a server, folder or zip that was added. Throws `usage.server_unknown`.
 */
export function findSource({ servers }: Servers, name: string): Server {
  const source = servers.find(name);
  if (source === null) throw new Problem('usage.server_unknown', { name });
  return source;
}

/**
 * Returns the server with this name. Throws `usage.server_unknown`, also when a folder or zip has this name.
 */
export function findServer(workspace: Servers, name: string): WebServer {
  const source = findSource(workspace, name);
  if (source.kind === 'folder') throw new Problem('usage.server_unknown', { name });
  return source;
}

/**
 * Returns the folder or zip with this name. Throws `usage.server_unknown`, also when a server has this name.
 */
export function findFolder(workspace: Servers, name: string): FolderServer {
  const source = findSource(workspace, name);
  if (source.kind !== 'folder') throw new Problem('usage.server_unknown', { name });
  return source;
}
