import type { Secret } from '../../ground/secret.ts';
import type { Ask, Send, SignInResponse } from './sign-in-exchange.ts';

/**
 * How to sign in. A password answers what the server asks for: Digest where offered, else Basic over TLS. A session is
 * opened with a password at an address of its own, and carried as a token (Central, Kobo).
 */
export type Login =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'session'; readonly session: LoginSession }
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret };

/** First word of an `Authorization` that carries a token: an API key, or one of OAuth. */
export type Scheme = 'Token' | 'Bearer';

/**
 * An address at which a login is proved: strangers are refused there, and wrong passwords are not counted. An `account`
 * answers a token with a JSON document that names its account; a `door` answers a stranger with 401, and whoever is let
 * in with anything else.
 */
export type Proof =
  | { readonly kind: 'door'; readonly url: URL }
  | {
      readonly kind: 'account';
      readonly url: URL;
      /** The name in such a document; null in one that names nobody, because nobody is signed in. */
      readonly nameOf: (document: unknown) => string | null;
    };

/** What a proved login is known to be. */
export interface SignedIn {
  /** The account; null where nothing names it. */
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
  /** Signs out, as far as the server can be reached. Throws nothing of the network. */
  end(ask: Ask): Promise<void>;
}
