import { proxyFor } from '../../app/servers/server-context.ts';
import { connectWebServer } from '../../app/sources/connect-server.ts';
import type { ConnectOptions } from '../../app/sources/connection.ts';
import { sessionSecret } from '../../app/sources/session-login.ts';
import { sourceNamed } from '../../app/sources/source-named.ts';
import type { RetryPolicy } from '../../core/source/http/retry.ts';
import type { Source } from '../../core/source/source.ts';
import type { EngineContext } from './context.ts';

/** How sources are reached, beside what the settings say. */
export interface Reaching {
  /** Other delays between tries, for tests. */
  readonly retry?: Partial<RetryPolicy>;
  readonly onTryingAgain?: ConnectOptions['onTryingAgain'];
}

/**
 * Connects to the source of that name, with its known password or token. Throws `engine.sign_in_needed` when neither
 * is known, and `usage.server_unknown` when the source does not exist any more.
 */
export function connectSource(
  context: EngineContext,
  name: string,
  { retry, onTryingAgain }: Reaching,
): Promise<Source> {
  return sourceNamed(context.workspace, name, async (server) => {
    const { connections, timeout, caFile } = context.settings();
    return connectWebServer(context.workspace, server, {
      clock: context.clock,
      secret: await sessionSecret(context, server),
      proxy: await proxyFor(context, server.settings.url),
      caFile,
      timeout,
      connections,
      retry,
      onTryingAgain,
      onSettled: () => context.emit({ type: 'servers-changed' }),
    });
  });
}
