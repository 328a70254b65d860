import { z } from 'zod';
import type { Connection } from '../connection.ts';
import { HttpClient } from '../http/http.ts';
import type { Login, Proof } from '../http/login.ts';
import { Session } from '../http/session.ts';
import { apiAddress } from './address.ts';
import { centralSessions } from './sessions.ts';

/** Who is signed in, as `/v1/users/current` says it (`server-apis` §5.1). */
const account = z.object({ displayName: z.string().nullish(), email: z.string().nullish() });

/**
 * Requests to a Central, signed in by a session: it never asks for a login, and checking a password with each request is
 * expensive for it (`server-apis` §5.1). A token is proved at the address that names its account. The token of an app
 * user has no account, and is proved at the list of projects, which refuses strangers. Throws a Problem when the CA file cannot be used, or the login
 * must not travel there.
 */
export function centralClient(options: Connection, base: URL): HttpClient {
  const { login } = options;
  const session: Login =
    login.kind === 'password'
      ? {
          kind: 'session',
          session: new Session({ ...login, host: base.host, service: centralSessions(base) }),
        }
      : login.kind === 'token'
        ? { ...login, kind: 'bearer' }
        : login;
  const proofs: readonly Proof[] = [
    { kind: 'account', url: apiAddress(base, ['users', 'current']), nameOf },
    { kind: 'door', url: apiAddress(base, ['projects']) },
  ];
  return new HttpClient({ ...options, login: session, base, proofs });
}

function nameOf(document: unknown): string | null {
  const read = account.safeParse(document);
  return read.success ? (read.data.displayName ?? read.data.email ?? null) : null;
}
