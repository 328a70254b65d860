import type { Secret } from '../../ground/secret.ts';
import type { Given } from './captive-portal.ts';
import type { Session } from './session.ts';

/**
 * How to sign in. A password answers what the server asks for: Digest where offered, else Basic over TLS. A session is
 * opened with a password at an address of its own, and carried as a token (Central, Kobo).
 */
export type Login =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'session'; readonly session: Session }
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

/** What is sent beside the address: nothing for a GET. */
export interface Sent {
  readonly method: 'POST' | 'DELETE';
  readonly type: string | null;
  readonly body: string | null;
}

/** What a sign-in needs to see of an answer; `discard` reads its body away. */
export interface Answer extends Given {
  readonly challenges: string | readonly string[] | undefined;
  /** Milliseconds that a server which is busy or broken asks to wait, or null. */
  readonly wait: number | null;
  discard(): Promise<void>;
  /** The body as text, up to some thousand characters. */
  text(): Promise<string>;
}

/** Sends one request with that `Authorization` value, or without one. */
export type Send<A extends Answer> = (url: URL, authorization: string | null) => Promise<A>;

/** Asks for what signing in needs: a GET unless told otherwise, whatever the request is that it is for. */
export type Ask = (url: URL, authorization: string | null, sent?: Sent) => Promise<Answer>;
