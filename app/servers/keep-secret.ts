import { isRefusedLogin, Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { findServer } from './find-source.ts';
import type { ServerContext } from './server-context.ts';

/** Throws `engine.no_keychain` where a secret is to be remembered and this computer has no keychain that protects it. */
export function requireKeychain({ keychain }: Pick<ServerContext, 'keychain'>, isRemembered: boolean): void {
  if (isRemembered && keychain === null) throw new Problem('engine.no_keychain', {});
}

/**
 * Keeps the password or token of a server for the session and, when it is to be remembered, in the workspace as the
 * keychain protects it. Throws `engine.no_keychain`.
 */
export async function keepSecret(
  context: ServerContext,
  name: string,
  secret: Secret,
  isRemembered: boolean,
): Promise<void> {
  requireKeychain(context, isRemembered);
  const { workspace, keychain, secrets } = context;
  const kept = isRemembered && keychain !== null ? await keychain.protect(secret.reveal()) : null;
  workspace.transaction(() => {
    workspace.sourceStates.setProtectedSecret(name, kept);
    // Another login was given: what the one before it has met says nothing of it.
    const met = workspace.sourceStates.allNotReached().get(name)?.problem;
    if (met !== undefined && isRefusedLogin(met)) workspace.sourceStates.reached(name);
  });
  secrets.keep(name, secret);
}

/** Gives the password or token of a server that was added. Throws `usage.server_unknown` and as `keepSecret` does. */
export async function signIn(
  context: ServerContext,
  name: string,
  secret: Secret,
  isRemembered: boolean,
): Promise<void> {
  findServer(context.workspace, name);
  await keepSecret(context, name, secret, isRemembered);
}
