import { connectWebServer } from '../app/sources/connect-server.ts';
import { secretOf as secretIn } from '../app/sources/login-secret.ts';
import { sourceNamed } from '../app/sources/source-named.ts';
import type { ConnectFor } from '../app/take/run-source.ts';
import { Problem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import type { Server, WebServer } from '../core/model/server.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { clock } from './context.ts';
import { ask, canAsk, fromEnvironment } from './secrets.ts';

/** Connects to the source of that name as the user added it. `secretOf` gives the password or token. */
export function openSource(workspace: Workspace, name: string): ReturnType<typeof sourceNamed> {
  return sourceNamed(workspace, name, async (server) =>
    connectWebServer(workspace, server, { clock, secret: await secretOf(server) }),
  );
}

/**
 * Returns a function that connects to servers, with this number of requests at a time. Takes the password or
 * token if it is already known.
 */
export function connecting(workspace: Workspace, connections: number, given?: Secret | null): ConnectFor {
  return (onTryingAgain) => async (server) => {
    const secret = given === null ? null : await secretOf(server, given);
    return connectWebServer(workspace, server, { clock, secret, connections, onTryingAgain });
  };
}

/**
 * Returns the password or token of a server: the given one, the value of its variable, or what the user
 * types. Returns null when the server has no login. Throws `usage.*` problems.
 */
export async function secretOf(server: Server, given?: Secret): Promise<Secret | null> {
  if (server.kind === 'folder') return null;
  return secretIn(server, { given: () => given ?? null, variable: fromEnvironment, otherwise: askFor });
}

async function askFor({ name, settings: { login } }: WebServer): Promise<Secret> {
  const isPassword = login.kind === 'password';
  const what = isPassword ? `Password of ${login.user} on ${name}` : `Token for ${name}`;
  const option = isPassword ? '--password-env' : '--token-env';
  if (!canAsk()) throw new Problem('usage.nobody_to_ask', { what, option });
  return ask(`${what}: `);
}
