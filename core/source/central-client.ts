import { apiAddress } from './central-address.ts';
import { HttpClient } from './http.ts';
import type { OpenRosaOptions } from './openrosa.ts';
import { centralSessions } from './session.ts';

/**
 * Requests to a Central, signed in by a session: it never asks for a login, and a password sent with each request costs
 * it dearly (`servers` 5.1). Throws a Problem when the CA file cannot be used, or the login must not travel there.
 */
export function centralClient(options: OpenRosaOptions, base: URL): HttpClient {
  const { login } = options;
  const session =
    login.kind === 'password'
      ? { ...login, kind: 'session' as const, service: centralSessions(base) }
      : login.kind === 'token'
        ? { ...login, kind: 'bearer' as const }
        : login;
  return new HttpClient({ ...options, login: session, base, challengeUrl: apiAddress(base, ['projects']) });
}
