import { isAboutLogin, isProblem, Problem } from '../../ground/problem.ts';
import type { SignedIn } from './login.ts';
import { PasswordSigner } from './password-signer.ts';
import { Prover } from './prover.ts';
import { type Refusal, readRefusal, refusedBy } from './refusal.ts';
import type { Ask, Send, SignInResponse } from './sign-in-exchange.ts';
import type { SignInOptions } from './sign-in-options.ts';

/** So long, in milliseconds, an address that refuses a login which is right is known for that. */
const HOLDS = 10_000;
const MOST_PATHS = 1000;

/**
 * Signs requests in to one origin (scheme, host and port); a request to any other origin goes without credentials.
 *
 * A login is proved before anything is asked with it, once for all requests, however many run at once; after a refusal
 * nothing is asked with it any more, because wrong passwords lock accounts. What is refused later is held against the
 * proof: a login that was revoked ends there, and one that is right was refused by that one address.
 */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #host: string;
  readonly #signer: PasswordSigner | null;
  readonly #prover: Prover;
  #proof: { readonly startedAt: number; readonly done: Promise<SignedIn> } | null = null;
  /** By path: when the login was last found right although that path refused it. */
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

  /** Proves the login, once. Throws a Problem when it is refused, or nobody asks for it. */
  async signIn(ask: Ask): Promise<SignedIn> {
    const { login } = this.#options;
    if (login.kind === 'none') return { name: null, account: null };
    if (login.kind === 'session') return login.session.signIn(ask);
    return (this.#proof ?? this.#prove(ask)).done;
  }

  /**
   * Sends a request, signed in when it goes to our origin. `ask` sends what signing in needs. A response of 401 is that
   * of one address that refuses a login which is right. Throws a Problem when the login is missing or refused.
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
    // Some servers take a token of OAuth that was revoked for none at all, and have nothing for strangers
    // (`server-apis` §4.2).
    if (login.kind === 'bearer' && (response.status === 403 || response.status === 404)) {
      await response.discard();
      await this.#proveAgain('', sentAt, readRefusal(''), ask);
    }
    return response;
  }

  /** Ends what the server keeps of the login, as far as it can be reached. Throws nothing of the network. */
  async end(ask: Ask): Promise<void> {
    const { login } = this.#options;
    if (login.kind === 'session') await login.session.end(ask);
  }

  #prove(ask: Ask): { readonly startedAt: number; readonly done: Promise<SignedIn> } {
    const done = this.#prover.prove(ask);
    const proof = { startedAt: performance.now(), done };
    this.#proof = proof;
    done.catch((error: unknown) => {
      // What has nothing to do with the login itself may pass.
      const isFinal = isProblem(error) && (isAboutLogin(error) || error.code === 'net.login_elsewhere');
      if (!isFinal && this.#proof === proof) this.#proof = null;
    });
    return proof;
  }

  /** Finds out what a refusal means. Throws a Problem when it is that of the login; else it is that of the address. */
  async #explain(response: SignInResponse, url: URL, sentAt: number, ask: Ask): Promise<void> {
    const said = readRefusal(await response.text());
    if (said.isLocked) throw this.#close(refusedBy(this.#host, said));
    await this.#proveAgain(url.pathname, sentAt, said, ask);
  }

  /** Proves the login with a proof that is newer than the request which `path` has refused. */
  async #proveAgain(path: string, sentAt: number, said: Refusal, ask: Ask): Promise<void> {
    const known = this.#refusing.get(path);
    if (known !== undefined && performance.now() - known < HOLDS) return;
    const proof = this.#proof !== null && this.#proof.startedAt > sentAt ? this.#proof : this.#prove(ask);
    try {
      await proof.done;
    } catch (error) {
      const isRefused = isProblem(error) && error.code === 'net.login_refused';
      // The address that counts wrong tries knows best how many are left.
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
      // Who is refused with a nonce of this moment is refused; each try more is one that Ona counts.
      if (next?.kind !== 'digest' || signed >= 3 || (isFresh && !isStale)) return response;
      // Django's servers say stale="false" even of an expired nonce (`server-apis` §2): the proof tells, and is not
      // counted.
      if (isStale) await response.discard();
      else await this.#explain(response, url, sentAt, ask);
      ready = next;
    }
  }
}
