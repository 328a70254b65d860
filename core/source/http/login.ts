import type { Secret } from '../../ground/secret.ts';
import type { Ask, Send, SignInResponse } from './sign-in-exchange.ts';

/**
 * How to sign in. A password is sent as the server asks for it: by Digest if offered, else by Basic over TLS. A session
 * exchanges a password for a token at an address of its own (Central, Kobo).
 */
export type Login =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'session'; readonly session: LoginSession }
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret };

/** First word of an `Authorization` with a token: `Token` for an API key, `Bearer` for OAuth. */
export type Scheme = 'Token' | 'Bearer';

/**
 * An address at which a login is proved: it refuses strangers and does not count wrong passwords. An `account` responds
 * to a token with a JSON document that names the account. A `door` responds to strangers with 401, and with anything
 * else to an accepted login.
 */
export type Proof =
  | { readonly kind: 'door'; readonly url: URL }
  | {
      readonly kind: 'account';
      readonly url: URL;
      /** The account's name in such a document; null if it names none, because nobody is signed in. */
      readonly nameOf: (document: unknown) => string | null;
    };

/** What is known about a proved login. */
export interface SignedIn {
  /** The account's name; null if the server does not say. */
  readonly name: string | null;
  /** The document of an `account`, else null. */
  readonly account: unknown;
}

/** A login that is opened once and carried as a token (`Session`). */
export interface LoginSession {
  /** Opens the session, unless it is open. Throws a Problem when the login is refused, or cannot be tried. */
  signIn(ask: Ask): Promise<SignedIn>;
  /** Sends a request in the session. Throws as `signIn` does. */
  request<R extends SignInResponse>(url: URL, send: Send<R>, ask: Ask): Promise<R>;
  /** Signs out, if the server can be reached. Throws no network error. */
  end(ask: Ask): Promise<void>;
}
