import { connectWebServer } from '../app/connect-server.ts';
import type { ConnectOptions } from '../app/connection.ts';
import { folderAt } from '../app/folder-source.ts';
import { Problem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import type { Server } from '../core/model/server.ts';
import type { Source } from '../core/source/source.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { clock } from './context.ts';
import { ask, canAsk, fromEnvironment } from './secrets.ts';

export interface Connecting {
  /** Keeps what a server is found to be; a zip is unpacked in it. */
  readonly workspace: Workspace;
  /** Requests at the same time; the usual number when left out. */
  readonly connections?: number;
  /** Told when a request is sent again, and when the server answers once more. */
  readonly onTryingAgain?: ConnectOptions['onTryingAgain'];
}

/** Connects to a server as it was added, with the password or token given, from its variable, or from the terminal. */
export async function connect(server: Server, connecting: Connecting, given?: Secret): Promise<Source> {
  return connectWith(server, await secretOf(server, given), connecting);
}

/** Connects to a server with its password or token at hand; null where it has none. */
export async function connectWith(
  server: Server,
  secret: Secret | null,
  { workspace, connections, onTryingAgain }: Connecting,
): Promise<Source> {
  if (server.kind === 'folder') return folderAt(server.settings.path, workspace.incomingFolder);
  return connectWebServer(workspace, server, { clock, secret, connections, onTryingAgain });
}

/**
 * The password or token of a server: the one given, that of its variable, or as typed at the terminal; null where it has
 * none. Throws `usage.*` problems.
 */
export async function secretOf(server: Server, given?: Secret): Promise<Secret | null> {
  if (server.kind === 'folder') return null;
  const { name } = server;
  const { login } = server.settings;
  if (login.kind === 'none') return null;
  if (given !== undefined) return given;
  if (login.kind === 'password') {
    return secretFor(`Password of ${login.user} on ${name}`, login.passwordEnv, '--password-env');
  }
  return secretFor(`Token for ${name}`, login.tokenEnv, '--token-env');
}

function secretFor(what: string, variable: string | null, option: string): Secret | Promise<Secret> {
  if (variable !== null) return fromEnvironment(variable);
  if (!canAsk()) throw new Problem('usage.nobody_to_ask', { what, option });
  return ask(`${what}: `);
}
