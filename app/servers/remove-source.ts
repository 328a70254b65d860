import type { ServerSecrets } from '../sources/server-secrets.ts';
import { findSource } from './find-source.ts';
import type { ServerParts } from './server-context.ts';

/**
 * Removes a source with its password, its last test and everything else that is known only about it.
 * Submissions that were pulled from it stay. Takes the secrets of the session, if there is one. Throws
 * `usage.server_unknown`.
 */
export function removeSource(workspace: ServerParts, name: string, secrets: ServerSecrets | null): void {
  findSource(workspace, name);
  workspace.transaction(() => {
    workspace.servers.remove(name);
    workspace.sourceStates.forget(name);
  });
  secrets?.forget(name);
}
