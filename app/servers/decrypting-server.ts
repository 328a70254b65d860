import { Problem } from '../../core/ground/problem.ts';
import type { SettledServer, WebServer } from '../../core/model/server.ts';
import { otherKind } from '../../core/source/check/other-kind.ts';
import { type AskedServer, askProduct } from '../../core/source/check/product.ts';
import { kindOf } from '../../core/source/kinds.ts';
import type { ServerDecryption } from '../../core/source/server-decryption.ts';
import { type AddedServers, settleKind } from './server-kind.ts';

/** A server that can decrypt submissions itself, and the calls for it. */
export interface DecryptingServer {
  readonly server: SettledServer;
  readonly decryption: ServerDecryption;
}

/**
 * Returns a server that can decrypt submissions itself. Checks its kind before anybody is asked for a
 * passphrase. Throws `usage.not_central` when it was added as another kind, `source.other_kind` when the server
 * itself turns out to be of another kind, and the problem of the connection when it cannot be reached.
 */
export async function requireDecryption(
  workspace: AddedServers,
  added: WebServer,
  reached: AskedServer,
  signal: AbortSignal,
): Promise<DecryptingServer> {
  const { name } = added;
  const server = await settleKind(workspace, added, reached, signal);
  const decryption = await kindOf(server.kind).decryption?.();
  if (decryption === undefined) throw new Problem('usage.not_central', { name });
  const found = await askProduct(reached, signal);
  const { host } = new URL(server.settings.url);
  const other = otherKind(found, { host, kind: server.kind, server: name });
  if (other !== null) throw other;
  return { server, decryption };
}
