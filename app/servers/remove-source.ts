import type { ServerSecrets } from '../sources/server-secrets.ts';
import { findSource } from './find-source.ts';
import type { ServerParts } from './server-context.ts';

/**
 * Removes a source with its password, its last test and all else that is known of it alone. What was pulled from it stays.
 * Takes the secrets of the session, if it has any. Throws `usage.server_unknown`.
 */
export function removeSource(workspace: ServerParts, name: string, secrets: ServerSecrets | null): void {
  findSource(workspace, name);
  workspace.transaction(() => {
    workspace.servers.remove(name);
    workspace.sourceStates.forget(name);
  });
  secrets?.forget(name);
}
