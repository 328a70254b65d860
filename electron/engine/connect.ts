import { connectWebServer } from '../../app/connect-server.ts';
import type { ConnectOptions } from '../../app/connection.ts';
import { sourceNamed } from '../../app/sources.ts';
import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { Server, WebServer } from '../../core/model/server.ts';
import type { OpenZip } from '../../core/source/folder/open-folder.ts';
import type { RetryPolicy } from '../../core/source/http/retry.ts';
import type { Source } from '../../core/source/source.ts';
import type { EngineContext } from './context.ts';

/** How sources are reached, beside what the settings say. */
export interface Reaching {
  readonly openZip: OpenZip;
  /** Other delays between tries, for tests. */
  readonly retry?: Partial<RetryPolicy>;
  readonly onTryingAgain?: ConnectOptions['onTryingAgain'];
}

/**
 * The source of that name, signed in by what is known of its password or token. Throws `engine.sign_in_needed` when
 * that is not known, `usage.server_unknown` when there is no such source any more.
 */
export async function connectSource(
  context: EngineContext,
  name: string,
  { openZip, retry, onTryingAgain }: Reaching,
): Promise<Source> {
  return sourceNamed(context.workspace, name, {
    openZip,
    connect: async (server) => {
      const { connections, timeout, caFile } = context.settings();
      return connectWebServer(context.workspace, server, {
        clock: context.clock,
        secret: await secretOf(context, server),
        proxy: await proxyFor(context, server.settings.url),
        caFile,
        timeout,
        connections,
        retry,
        onTryingAgain,
        onSettled: () => context.emit({ type: 'servers-changed' }),
      });
    },
  });
}

/** True when the next pull of a source would need its password or token again. */
export function needsSignIn(context: EngineContext, server: Server): boolean {
  if (server.kind === 'folder' || server.settings.login.kind === 'none') return false;
  if (context.secrets.find(server.name) !== null || fromVariable(server) !== null) return false;
  return context.keychain === null || context.workspace.sourceStates.protectedSecret(server.name) === null;
}

/**
 * The password or token of a server: of this session, from its variable, or from the keychain. Null when it needs none.
 * Throws `engine.sign_in_needed`.
 */
export async function secretOf(context: EngineContext, server: WebServer): Promise<Secret | null> {
  if (server.settings.login.kind === 'none') return null;
  const given = context.secrets.find(server.name) ?? fromVariable(server);
  if (given !== null) return given;
  const kept = context.workspace.sourceStates.protectedSecret(server.name);
  const revealed = kept === null ? null : ((await context.keychain?.reveal(kept)) ?? null);
  if (revealed === null) throw new Problem('engine.sign_in_needed', { server: server.name });
  const secret = new Secret(revealed);
  context.secrets.keep(server.name, secret);
  return secret;
}

/** A server that the command line has added names a variable, which may be set here too. */
function fromVariable({ settings: { login } }: WebServer): Secret | null {
  if (login.kind === 'none') return null;
  const variable = login.kind === 'password' ? login.passwordEnv : login.tokenEnv;
  const value = variable === null ? undefined : process.env[variable];
  return value === undefined ? null : new Secret(value);
}

/** The address of the proxy that the settings name for an address; null is none. */
export function proxyFor(context: EngineContext, url: string): Promise<string | null> {
  const { proxy } = context.settings();
  if (proxy.kind === 'system') return context.systemProxy(url);
  return Promise.resolve(proxy.kind === 'own' ? proxy.url : null);
}
