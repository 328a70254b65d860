import { isAboutLogin, isProblem, Problem } from '../../ground/problem.ts';
import type { SignedIn } from './login.ts';
import { PasswordSigner } from './password-signer.ts';
import { Prover } from './prover.ts';
import { type Refusal, readRefusal, refusedBy } from './refusal.ts';
import type { Ask, Send, SignInResponse } from './sign-in-exchange.ts';
import type { SignInOptions } from './sign-in-options.ts';

/** For this long, in milliseconds, we remember that an address refuses a login that is right. */
const HOLDS = 10_000;
const MOST_PATHS = 1000;

/**
 * Signs requests in to one origin (scheme, host and port); a request to any other origin goes without credentials.
 *
 * A login is proved once, before any request is sent with it. After a refusal it is never sent again, because wrong
 * passwords lock accounts. When an address refuses the login later, the login is proved again: either it was revoked, or
 * only this one address refuses it.
 */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #host: string;
  readonly #signer: PasswordSigner | null;
  readonly #prover: Prover;
  #proof: { readonly startedAt: number; readonly done: Promise<SignedIn> } | null = null;
  /** By path that refused the login: when the login was last proved to be right. */
  readonly #refusing = new Map<string, number>();

  /** Throws a Problem when the login must not travel over that scheme. */
  constructor(options: SignInOptions) {
    const { login, base } = options;
    this.#host = base.host;
    if (['token', 'bearer', 'session'].includes(login.kind) && base.protocol !== 'https:') {
      throw new Problem('net.login_needs_tls', { host: base.host });
    }
    this.#options = options;
    this.#signer = login.kind === 'password' ? new PasswordSigner(base, login.user, login.password) : null;
    this.#prover = new Prover(options, this.#signer);
  }

  /** Proves the login, once. Throws a Problem when it is refused, or when the server asks for none. */
  async signIn(ask: Ask): Promise<SignedIn> {
    const { login } = this.#options;
    if (login.kind === 'none') return { name: null, account: null };
    if (login.kind === 'session') return login.session.signIn(ask);
    return (this.#proof ?? this.#prove(ask)).done;
  }

  /**
   * Sends a request, signed in if it goes to our origin. `ask` sends what signing in needs. A response of 401 means that
   * this one address refuses a login that is right. Throws a Problem when the login is missing or refused.
   */
  async request<R extends SignInResponse>(url: URL, send: Send<R>, ask: Ask): Promise<R> {
    const { login, base, isProved } = this.#options;
    const host = this.#host;
    if (url.origin !== base.origin || login.kind === 'none') {
      const response = await send(url, null);
      if (response.status !== 401) return response;
      await response.discard();
      if (url.origin === base.origin) throw new Problem('net.login_needed', { host });
      throw new Problem('net.login_elsewhere', { host, other: url.host });
    }
    if (login.kind === 'session') return login.session.request(url, send, ask);
    if (!isProved || this.#proof !== null) await this.signIn(ask);
    const sentAt = performance.now();
    const response = await this.#signed(url, send, ask);
    if (response.status === 401) await this.#explain(response, url, sentAt, ask);
    // Some servers treat a revoked OAuth token like no token, and show strangers nothing (`server-apis` §4.2).
    if (login.kind === 'bearer' && (response.status === 403 || response.status === 404)) {
      await response.discard();
      await this.#proveAgain('', sentAt, readRefusal(''), ask);
    }
    return response;
  }

  /** Ends the session that the server keeps, if it can be reached. Throws no network error. */
  async end(ask: Ask): Promise<void> {
    const { login } = this.#options;
    if (login.kind === 'session') await login.session.end(ask);
  }

  #prove(ask: Ask): { readonly startedAt: number; readonly done: Promise<SignedIn> } {
    const done = this.#prover.prove(ask);
    const proof = { startedAt: performance.now(), done };
    this.#proof = proof;
    done.catch((error: unknown) => {
      // A failure that is not about the login may pass.
      const isFinal = isProblem(error) && (isAboutLogin(error) || error.code === 'net.login_elsewhere');
      if (!isFinal && this.#proof === proof) this.#proof = null;
    });
    return proof;
  }

  /** Finds out what a refusal means. Throws a Problem if the login is refused; returns if only this address refuses. */
  async #explain(response: SignInResponse, url: URL, sentAt: number, ask: Ask): Promise<void> {
    const said = readRefusal(await response.text());
    if (said.isLocked) throw this.#close(refusedBy(this.#host, said));
    await this.#proveAgain(url.pathname, sentAt, said, ask);
  }

  /** Proves the login again, after the request that `path` refused. */
  async #proveAgain(path: string, sentAt: number, said: Refusal, ask: Ask): Promise<void> {
    const known = this.#refusing.get(path);
    if (known !== undefined && performance.now() - known < HOLDS) return;
    const proof = this.#proof !== null && this.#proof.startedAt > sentAt ? this.#proof : this.#prove(ask);
    try {
      await proof.done;
    } catch (error) {
      const isRefused = isProblem(error) && error.code === 'net.login_refused';
      // The address that counts wrong tries knows how many are left.
      if (isRefused && said.left !== null) throw this.#close(refusedBy(this.#host, said));
      throw error;
    }
    if (this.#refusing.size >= MOST_PATHS) this.#refusing.clear();
    this.#refusing.set(path, proof.startedAt);
  }

  /** Nothing more is asked with this login. */
  #close(problem: Problem): Problem {
    const done = Promise.reject(problem);
    done.catch(() => undefined);
    this.#proof = { startedAt: performance.now(), done };
    return problem;
  }

  async #signed<R extends SignInResponse>(url: URL, send: Send<R>, ask: Ask): Promise<R> {
    const { login, schemes } = this.#options;
    const signer = this.#signer;
    if (signer !== null) return this.#withPassword(signer, url, send, ask);
    if (login.kind === 'bearer') return send(url, `Bearer ${login.token.reveal()}`);
    if (login.kind !== 'token') throw new Error('there is no other login');
    return send(url, `${this.#prover.scheme ?? schemes[0]} ${login.token.reveal()}`);
  }

  async #withPassword<R extends SignInResponse>(
    signer: PasswordSigner,
    url: URL,
    send: Send<R>,
    ask: Ask,
  ): Promise<R> {
    let ready = signer.take() ?? (await this.#prover.challenge(ask));
    for (let signed = 1; ; signed += 1) {
      const isFresh = ready.kind === 'basic' || ready.nonce.isFresh;
      const sentAt = performance.now();
      const response = await send(url, signer.sign(ready, url));
      if (response.status !== 401) {
        signer.give(ready);
        return response;
      }
      const { ready: next, isStale } = signer.choose(response);
      // With a fresh nonce a refusal is final. Ona counts every further try.
      if (next?.kind !== 'digest' || signed >= 3 || (isFresh && !isStale)) return response;
      // Django's servers say stale="false" even for an expired nonce (`server-apis` §2). The proof tells, and is not
      // counted.
      if (isStale) await response.discard();
      else await this.#explain(response, url, sentAt, ask);
      ready = next;
    }
  }
}
