import { accountOf } from '../../core/export/formats/postgres/address.ts';
import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { DatabaseLogin } from '../../core/model/database-login.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Keychain } from '../keys/keychain.ts';
import type { ServerSecrets } from '../sources/server-secrets.ts';

/** What a session knows about passwords of databases. */
export interface DatabaseLoginContext {
  readonly workspace: Pick<Workspace, 'databaseLogins' | 'transaction'>;
  /** The ones that the user gave in this session, by account. */
  readonly secrets: ServerSecrets;
  /** null when the computer has no keychain that protects secrets. */
  readonly keychain: Keychain | null;
}

/** Returns what is known about the login at the address of a database. Throws `export.postgres_address`. */
export function databaseLogin(
  { workspace, secrets, keychain }: DatabaseLoginContext,
  url: string,
): DatabaseLogin {
  const account = accountOf(url);
  const isRemembered = keychain !== null && workspace.databaseLogins.protectedSecret(account) !== null;
  return { isKnown: isRemembered || secrets.find(account) !== null, isRemembered };
}

/**
 * Returns the password of a database: the one of this session, or the one that the keychain keeps, which is
 * then kept for the session; undefined when neither knows it. Throws `export.postgres_address`.
 */
export async function databaseSecret(
  { workspace, secrets, keychain }: DatabaseLoginContext,
  url: string,
): Promise<Secret | undefined> {
  const account = accountOf(url);
  const given = secrets.find(account);
  if (given !== null) return given;
  const kept = workspace.databaseLogins.protectedSecret(account);
  const revealed = kept === null ? null : ((await keychain?.reveal(kept)) ?? null);
  if (revealed === null) return undefined;
  const secret = new Secret(revealed);
  secrets.keep(account, secret);
  return secret;
}

/**
 * Keeps the password of a database for the session, and, if it should be remembered, in the workspace as the
 * keychain protects it. Throws `engine.no_keychain` and `export.postgres_address`.
 */
export async function keepDatabaseSecret(
  { workspace, secrets, keychain }: DatabaseLoginContext,
  url: string,
  secret: Secret,
  isRemembered: boolean,
): Promise<void> {
  const account = accountOf(url);
  if (isRemembered && keychain === null) throw new Problem('engine.no_keychain', {});
  const kept = isRemembered && keychain !== null ? await keychain.protect(secret.reveal()) : null;
  workspace.transaction(() => workspace.databaseLogins.setProtectedSecret(account, kept));
  secrets.keep(account, secret);
}
