import { isRefusedLogin, Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { findServer } from './find-source.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Throws `engine.no_keychain` when a secret should be remembered and this computer has no keychain that
 * protects it.
 */
export function requireKeychain({ keychain }: Pick<ServerContext, 'keychain'>, isRemembered: boolean): void {
  if (isRemembered && keychain === null) throw new Problem('engine.no_keychain', {});
}

/**
 * Keeps the password or token of a server for the session. If it should be remembered, also stores it in the
 * workspace, protected by the keychain. Throws `engine.no_keychain`.
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
    // The login is new, so a refusal of the old login no longer counts.
    const met = workspace.sourceStates.allNotReached().get(name)?.problem;
    if (met !== undefined && isRefusedLogin(met)) workspace.sourceStates.reached(name);
  });
  secrets.keep(name, secret);
}

/**
 * Signs in to a server that was added, with its password or token. Throws `usage.server_unknown` and as
 * `keepSecret` does.
 */
export async function signIn(
  context: ServerContext,
  name: string,
  secret: Secret,
  isRemembered: boolean,
): Promise<void> {
  findServer(context.workspace, name);
  await keepSecret(context, name, secret, isRemembered);
}
