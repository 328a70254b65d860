import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { Server, WebServer } from '../../core/model/server.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Keychain } from '../keys/keychain.ts';
import { isSecretKnown, secretOf } from './login-secret.ts';
import type { ServerSecrets } from './server-secrets.ts';

/** What a session knows about passwords and tokens. */
export interface SessionContext {
  readonly workspace: Pick<Workspace, 'sourceStates'>;
  /** The ones that the user gave in this session. */
  readonly secrets: ServerSecrets;
  /** null when the computer has no keychain that protects secrets. */
  readonly keychain: Keychain | null;
}

/**
 * Returns the password or token of a server: from this session, from its variable, or from the keychain. One
 * from the keychain is then kept for the session. Null when the server needs none. Throws
 * `engine.sign_in_needed`.
 */
export function sessionSecret(context: SessionContext, server: WebServer): Promise<Secret | null> {
  const { workspace, secrets, keychain } = context;
  return secretOf(server, {
    ...placesIn(context),
    otherwise: async ({ name }) => {
      const kept = workspace.sourceStates.protectedSecret(name);
      const revealed = kept === null ? null : ((await keychain?.reveal(kept)) ?? null);
      if (revealed === null) throw new Problem('engine.sign_in_needed', { server: name });
      const secret = new Secret(revealed);
      secrets.keep(name, secret);
      return secret;
    },
  });
}

/** Returns true when the user has to give the password or token again before the next pull of a source. */
export function needsSignIn(context: SessionContext, server: Server): boolean {
  if (server.kind === 'folder' || isSecretKnown(server, placesIn(context))) return false;
  return context.keychain === null || context.workspace.sourceStates.protectedSecret(server.name) === null;
}

/**
 * A server that the command line has added names an environment variable. It may be set in this process too.
 */
function placesIn({ secrets }: SessionContext) {
  const variable = (name: string): Secret | null => {
    const value = process.env[name];
    return value === undefined ? null : new Secret(value);
  };
  return { given: (server: string) => secrets.find(server), variable };
}
