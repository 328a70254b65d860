import { Problem } from '../core/problem.ts';
import type { Secret } from '../core/secret.ts';
import { connectServer } from '../core/source/connect.ts';
import { openFolderSource } from '../core/source/open-folder.ts';
import type { Source } from '../core/source/source.ts';
import { openZip } from '../core/source/zip.ts';
import type { Server, ServerSettings } from '../core/store/servers.ts';
import { clock } from './context.ts';
import { ask, canAsk, fromEnvironment } from './secrets.ts';

/**
 * Connects to a server as it was added, with the password or token given, from its variable, or from the terminal. A zip
 * is unpacked below `incomingFolder`.
 */
export async function connect(server: Server, incomingFolder: string, given?: Secret): Promise<Source> {
  if (server.kind === 'folder') return openFolderSource(server.settings.path, incomingFolder, openZip);
  const secret = await secretOf(server.name, server.settings.login, given);
  return connectServer(server, { clock, secret });
}

async function secretOf(
  name: string,
  login: ServerSettings['login'],
  given: Secret | undefined,
): Promise<Secret | null> {
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
