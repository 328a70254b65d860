import type { ServerKind } from '../model/server-kind.ts';
import type { Connection } from './connection.ts';
import { sendableLogin } from './http/sendable-login.ts';
import { kindOf } from './kinds.ts';
import { safeAddress } from './safe-address.ts';
import type { Source } from './source.ts';

/**
 * The source behind a server of that kind. No request is sent yet. Throws a Problem when the address or the CA file
 * cannot be used, or the login cannot be sent or must not travel to that address. Loads only what that kind needs.
 */
export async function webSource(kind: ServerKind, connection: Connection): Promise<Source> {
  const login = sendableLogin(connection.login, safeAddress(connection.url).host);
  return kindOf(kind).connect({ ...connection, login });
}
