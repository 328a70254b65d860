import { Problem } from '../core/ground/problem.ts';
import type { SettledServer, WebServer } from '../core/model/server.ts';
import { type AskedKind, askProduct, canSpeakWith, kindFor } from '../core/source/check/server-kind.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { settleKind } from './server-kind.ts';

/**
 * A server that decrypts submissions itself, which only a Central does: found out to be one before anybody is asked for a
 * passphrase. Throws `usage.not_central` when it is of another kind, `source.other_kind` when it was added as a Central and
 * is none, and what keeps it from being asked.
 */
export async function requireCentral(
  workspace: Workspace,
  added: WebServer,
  reached: AskedKind,
  signal: AbortSignal,
): Promise<SettledServer> {
  const { name } = added;
  const server = await settleKind(workspace, added, reached, signal);
  if (server.kind !== 'central') throw new Problem('usage.not_central', { name });
  const product = await askProduct(reached, signal);
  if (canSpeakWith('central', product)) return server;
  const { host } = new URL(server.settings.url);
  throw new Problem('source.other_kind', { host, kind: kindFor(product), asked: 'central', server: name });
}
