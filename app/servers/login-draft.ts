import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { ServerSettings, WebServer } from '../../core/model/server.ts';
import type { LoginDraft } from '../../core/model/server-draft.ts';
import type { Login } from '../../core/source/http/login.ts';
import { safeAddress } from '../../core/source/safe-address.ts';

// The login of a server in three forms: as the user typed it, as it is stored without its secret, and as it
// is used.

/** Returns an address as a URL; null when it is not a URL, or may not be used. */
export function baseOf(address: string): URL | null {
  try {
    return safeAddress(address);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** Returns whether a password for one server may be sent to the other: same scheme, host and port. */
export function isSamePlace(one: Place, other: Place): boolean {
  const [a, b] = [baseOf(one.settings.url), baseOf(other.settings.url)];
  return a !== null && a.origin === b?.origin;
}

interface Place {
  readonly settings: { readonly url: string };
}

/** Returns what a secret belongs to: a user, or a token. */
export function accountOf(login: LoginDraft | ServerSettings['login']): string {
  switch (login.kind) {
    case 'none':
      return 'none';
    case 'password':
      return `password ${login.user}`;
    case 'token':
    case 'bearer':
      return 'token';
  }
}

/**
 * Returns the login as it is stored, without the secret. Keeps the variables that the command line has set.
 */
export function loginSettings(login: LoginDraft, before: WebServer | null): ServerSettings['login'] {
  const was = before?.settings.login;
  switch (login.kind) {
    case 'none':
      return { kind: 'none' };
    case 'password': {
      const passwordEnv = was?.kind === 'password' && was.user === login.user ? was.passwordEnv : null;
      return { kind: 'password', user: login.user, passwordEnv };
    }
    case 'token':
      return was?.kind === 'bearer' || was?.kind === 'token' ? was : { kind: 'token', tokenEnv: null };
  }
}

/**
 * Returns the login with its secret. Throws `engine.sign_in_needed` when it needs a secret that is not known.
 */
export function loginWith(
  login: LoginDraft | ServerSettings['login'],
  secret: Secret | null,
  server: string,
): Login {
  if (login.kind === 'none') return { kind: 'none' };
  if (secret === null) throw new Problem('engine.sign_in_needed', { server });
  if (login.kind === 'password') return { kind: 'password', user: login.user, password: secret };
  return { kind: login.kind, token: secret };
}
