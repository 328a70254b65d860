import { Problem } from '../../core/ground/problem.ts';
import type { SettledServer } from '../../core/model/server.ts';
import type { ServerDraft } from '../../core/model/server-draft.ts';
import type { ServerKind } from '../../core/model/server-kind.ts';
import type { ServerTestResult } from '../../core/model/server-test.ts';
import { knownSecretOfDraft } from './draft-secret.ts';
import { draftedServer } from './drafted-server.ts';
import { findServer } from './find-source.ts';
import { keepSecret, requireKeychain } from './keep-secret.ts';
import { isSamePlace } from './login-draft.ts';
import type { ServerContext, ServerParts } from './server-context.ts';
import { changeKind } from './server-kind.ts';

/**
 * Changes a server to what the user typed in, and keeps everything else about it. Takes the result of the
 * draft's test, if it was tested. A known password is kept only when the address leads to the same place.
 * Returns the server's new name. Throws `usage.server_unknown`, `usage.server_exists`, and as `draftedServer`
 * and `requireKeychain` do.
 */
export async function changeServer(
  context: ServerContext,
  name: string,
  draft: ServerDraft,
  test: ServerTestResult | null,
): Promise<string> {
  const { workspace, secrets } = context;
  const before = findServer(workspace, name);
  const after = draftedServer(workspace, draft, before);
  if (after.name !== name && workspace.servers.isUsed(after.name)) {
    throw new Problem('usage.server_exists', { name: after.name });
  }
  const secret = await knownSecretOfDraft(context, draft.login, isSamePlace(before, after) ? before : null);
  requireKeychain(context, draft.remember);
  workspace.transaction(() => {
    workspace.servers.change(name, after);
    workspace.sourceStates.setProtectedSecret(after.name, null);
    workspace.sourceStates.setLastTest(after.name, test === null ? null : JSON.stringify(test));
  });
  secrets.forget(name);
  if (secret !== null) await keepSecret(context, after.name, secret, draft.remember);
  return after.name;
}

/**
 * Changes the kind of a server, and keeps everything else except its last test, which was made for the old
 * kind. Throws `usage.server_unknown`.
 */
export function takeForKind(workspace: ServerParts, name: string, kind: ServerKind): SettledServer {
  const changed = changeKind(workspace, name, kind);
  workspace.transaction(() => workspace.sourceStates.setLastTest(name, null));
  return changed;
}
