import { findFolder } from './find-source.ts';
import type { ServerParts } from './server-context.ts';

/** Sets whether drafts of ODK Collect are pulled from a folder too. Throws `usage.server_unknown`. */
export function takeDrafts(workspace: ServerParts, name: string, isTaken: boolean): void {
  const folder = findFolder(workspace, name);
  const settings = { ...folder.settings, drafts: isTaken };
  workspace.transaction(() => workspace.servers.change(name, { ...folder, settings }));
}
