import { Problem } from '../../core/ground/problem.ts';
import type { WebServer } from '../../core/model/server.ts';
import type { ServerDraft } from '../../core/model/server-draft.ts';
import type { ServerTestResult } from '../../core/model/server-test.ts';
import { secretOfDraft } from './draft-secret.ts';
import { draftedServer } from './drafted-server.ts';
import { keepSecret, requireKeychain } from './keep-secret.ts';
import { keepTest } from './kept-test.ts';
import type { ServerContext, ServerParts } from './server-context.ts';

/** Adds a server. Throws `usage.server_exists` when a source has its name. */
export function addServer(workspace: ServerParts, server: WebServer): void {
  const { name } = server;
  workspace.transaction(() => {
    if (!workspace.servers.add(server)) throw new Problem('usage.server_exists', { name });
  });
}

/**
 * Adds the server that the user typed in, with its secret and with the result of its test, if exactly this
 * server was tested. Returns its name. Throws as `draftedServer`, `requireKeychain` and `addServer` do,
 * before anything is stored.
 */
export async function addDraft(
  context: ServerContext,
  draft: ServerDraft,
  test: ServerTestResult | null,
): Promise<string> {
  const { workspace } = context;
  const server = draftedServer(workspace, draft, null);
  const secret = await secretOfDraft(context, draft.login, null);
  requireKeychain(context, draft.remember);
  addServer(workspace, server);
  if (secret !== null) await keepSecret(context, server.name, secret, draft.remember);
  if (test !== null) keepTest(workspace, server.name, test);
  return server.name;
}
