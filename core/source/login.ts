import { Problem } from '../problem.ts';
import type { Secret } from '../secret.ts';
import { captivePortal, type Given, isPortal } from './captive-portal.ts';
import { parseChallenges } from './challenge.ts';
import { bestDigest, DigestNonce } from './digest.ts';
import { isPassing, statusFailure } from './http-failure.ts';
import { Session, type SessionService } from './session.ts';

/**
 * How to sign in. A password answers what the server asks for: Digest where offered, else Basic over TLS. A session is
 * opened with a password at an address of its own, and carried as a token (Central, Kobo).
 */
export type Login =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: Secret }
  | {
      readonly kind: 'session';
      readonly user: string;
      readonly password: Secret;
      readonly service: SessionService;
    }
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret };

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
  /** The body as text, up to a few thousand characters. */
  text(): Promise<string>;
}

/** Sends one request, a GET unless told otherwise, with that `Authorization` value, or without one. */
export type Send<A extends Answer> = (url: URL, authorization: string | null, sent?: Sent) => Promise<A>;

type Ready = { readonly kind: 'digest'; readonly nonce: DigestNonce } | { readonly kind: 'basic' };

/**
 * Signs requests in to one origin (scheme, host and port); a request to any other origin goes without credentials.
 * Each request holds a nonce of its own until its answer has begun, so that parallel requests never mix up their counts.
 */
export class SignIn {
  readonly #login: Login;
  readonly #base: URL;
  readonly #challengeUrl: URL;
  readonly #idle: Ready[] = [];
  readonly #session: Session | null;
  /** True once the server itself has answered, rather than the network in its place. */
  #isReached = false;
  /** False once the challenge address answered without asking for a login. */
  #asks = true;
  /** How a token is sent: an API key after "Token", one of OAuth after "Bearer"; null until the server has taken one. */
  #scheme: 'Token' | 'Bearer' | null = null;

  /**
   * `challengeUrl` is an address of the server that always asks for a login. It is asked bare for each new nonce,
   * because some addresses answer strangers with 403, or with less than they would show to the user, instead of a
   * challenge (`servers` 3.2, 4.6). Throws a Problem when the login must not travel over that scheme.
   */
  constructor(login: Login, base: URL, challengeUrl: URL) {
    if (['token', 'bearer', 'session'].includes(login.kind) && base.protocol !== 'https:') {
      throw new Problem('net.login_needs_tls', { host: base.host });
    }
    this.#login = login;
    this.#base = base;
    this.#challengeUrl = challengeUrl;
    this.#session = login.kind === 'session' ? new Session(base, login) : null;
  }

  /** Sends a request, signed in when it goes to our origin. Throws a Problem when the login is missing or refused. */
  async request<A extends Answer>(url: URL, send: Send<A>): Promise<A> {
    const host = this.#base.host;
    const login = this.#login;
    if (url.origin !== this.#base.origin) {
      const answer = await send(url, null);
      if (answer.status !== 401) return answer;
      await answer.discard();
      throw new Problem('net.login_elsewhere', { host, other: url.host });
    }
    if (this.#session !== null) return this.#session.request(url, send);
    const answer = await this.#signedIn(url, send);
    // The first answer to somebody with a login is a server's, unless the network has answered in its place.
    if (!this.#isReached && login.kind !== 'none' && answer.location === undefined && isPortal(answer, url)) {
      await answer.discard();
      throw captivePortal(this.#base);
    }
    this.#isReached = true;
    return answer;
  }

  async #signedIn<A extends Answer>(url: URL, send: Send<A>): Promise<A> {
    const login = this.#login;
    if (login.kind === 'password') return this.#withPassword(url, send, login.user, login.password);
    if (login.kind === 'token') return this.#withToken(url, send, login.token);
    const answer = await send(url, authorizationOf(login));
    if (answer.status !== 401) return answer;
    await answer.discard();
    throw new Problem(login.kind === 'none' ? 'net.login_needed' : 'net.login_refused', {
      host: this.#base.host,
    });
  }

  /** People who paste a token cannot be asked of which kind it is: Ona and Kobo have both (`servers` 3.2, 4.2). */
  async #withToken<A extends Answer>(url: URL, send: Send<A>, token: Secret): Promise<A> {
    for (const scheme of this.#scheme === null ? (['Token', 'Bearer'] as const) : [this.#scheme]) {
      const answer = await send(url, `${scheme} ${token.reveal()}`);
      if (answer.status !== 401) {
        // A server that is busy or broken says nothing about the token.
        if (!isPassing(answer.status)) this.#scheme ??= scheme;
        return answer;
      }
      await answer.discard();
    }
    throw new Problem('net.login_refused', { host: this.#base.host });
  }

  /** Ends what the server keeps of the login, as far as it can be reached. Throws nothing of the network. */
  async end<A extends Answer>(send: Send<A>): Promise<void> {
    await this.#session?.end(send);
  }

  async #withPassword<A extends Answer>(url: URL, send: Send<A>, user: string, password: Secret): Promise<A> {
    const refused = () => new Problem('net.login_refused', { host: this.#base.host });
    let ready = this.#idle.pop() ?? (await this.#ask(send, user, password));
    for (let signed = 0; ; ) {
      if (ready !== null) signed += 1;
      const answer = await send(url, ready === null ? null : this.#sign(ready, url, user, password));
      if (answer.status !== 401) {
        if (ready !== null) this.#idle.push(ready);
        return answer;
      }
      await answer.discard();
      const { next, stale } = this.#choose(answer, user, password);
      // Django's servers say stale="false" even for an expired nonce, so a fresh nonce is tried once all the same.
      const tries = ready?.kind === 'basic' ? 1 : stale ? 3 : 2;
      if (next === null || signed >= tries) throw refused();
      ready = next;
    }
  }

  async #ask<A extends Answer>(send: Send<A>, user: string, password: Secret): Promise<Ready | null> {
    if (!this.#asks) return null;
    const answer = await send(this.#challengeUrl, null);
    await answer.discard();
    if (answer.status === 401) {
      this.#isReached = true;
      return this.#choose(answer, user, password).next;
    }
    // Where it sends on to is followed by the request itself.
    if (answer.location === undefined && isPortal(answer, this.#challengeUrl)) {
      throw captivePortal(this.#base);
    }
    if (answer.wait !== null) {
      const asked = { host: this.#base.host, file: this.#challengeUrl.pathname.split('/').at(-1) ?? '' };
      throw statusFailure(answer.status, asked, answer.wait);
    }
    // A passing failure (busy, broken) proves nothing about whether this address asks.
    if (!isPassing(answer.status)) this.#asks = false;
    return null;
  }

  #choose(answer: Answer, user: string, password: Secret): { next: Ready | null; stale: boolean } {
    const offered = parseChallenges(answer.challenges);
    const digest = bestDigest(offered);
    if (digest !== null) {
      return {
        next: { kind: 'digest', nonce: new DigestNonce(digest, user, password) },
        stale: digest.stale,
      };
    }
    if (!offered.some(({ scheme }) => scheme === 'basic')) return { next: null, stale: false };
    if (this.#base.protocol !== 'https:') {
      throw new Problem('net.login_needs_tls', { host: this.#base.host });
    }
    return { next: { kind: 'basic' }, stale: false };
  }

  #sign(ready: Ready, url: URL, user: string, password: Secret): string {
    if (ready.kind === 'digest') return ready.nonce.next('GET', url.pathname + url.search);
    return `Basic ${Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64')}`;
  }
}

function authorizationOf(login: Login): string | null {
  return login.kind === 'bearer' ? `Bearer ${login.token.reveal()}` : null;
}
