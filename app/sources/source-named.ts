import { Problem } from '../../core/ground/problem.ts';
import type { WebServer } from '../../core/model/server.ts';
import { folderOf } from '../../core/model/source-name.ts';
import type { Source } from '../../core/source/source.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { folderAt } from './folder-source.ts';

/** Connects to a server and signs in, as the command line or the window does it. Throws a Problem. */
export type Connect = (server: WebServer) => Promise<Source>;

/**
 * Connects to the source with this name: a server that was added, or any folder or zip. Throws
 * `usage.server_unknown` when there is no such source any more, and the problem that keeps it from being
 * reached.
 */
export async function sourceNamed(
  workspace: Pick<Workspace, 'servers' | 'incomingFolder' | 'fileKeys'>,
  name: string,
  connect: Connect,
): Promise<Source> {
  const server = workspace.servers.find(name);
  if (server !== null && server.kind !== 'folder') return connect(server);
  const path = server?.settings.path ?? folderOf(name);
  if (path === null) throw new Problem('usage.server_unknown', { name });
  return folderAt(path, workspace);
}
