import type { z } from 'zod';
import { isAboutLogin, isProblem } from '../../ground/problem.ts';
import { Secret } from '../../ground/secret.ts';
import type { Connection } from '../connection.ts';
import { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import type { Login, Proof } from '../http/login.ts';
import { below, briefcaseProofs } from '../openrosa/address.ts';
import { openRosaSource } from '../openrosa/openrosa.ts';
import type { Source } from '../source.ts';
import { account } from './documents.ts';
import { isNotOffered } from './list.ts';

/** Who is signed in at an Ona, and the clients that ask it. */
export interface OnaAccount {
  /** Where the forms are. */
  readonly base: URL;
  /** Whether the native API is asked. */
  readonly hasToken: boolean;
  /** The Briefcase endpoints. */
  readonly inner: Source;
  readonly native: HttpClient;
  /** The account's name; null if there is no native API to say it. The Briefcase endpoints then prove the login. */
  readonly name: string | null;
}

/**
 * Signs in to an Ona, once for all that is asked of it, with the account's own API token, which the native API gives to
 * whoever is signed in: the Briefcase endpoints take no token of OAuth, and ten wrong passwords at the native API lock
 * an account for half an hour. So a password is proved first where wrong ones are not counted (`server-apis` §2, §3.2).
 */
export class OnaSignIn {
  readonly #options: Connection;
  readonly #entered: URL;
  readonly #clients: { close(): Promise<void> }[] = [];
  #account: Promise<OnaAccount> | null = null;

  /** `entered` is what `onaAddress` made of the address. */
  constructor(options: Connection, entered: URL) {
    this.#options = options;
    this.#entered = entered;
  }

  /**
   * Throws a Problem when the login is refused or the server cannot be reached; another call tries the latter again.
   */
  account(signal: AbortSignal): Promise<OnaAccount> {
    this.#account ??= this.#signIn(signal).catch((error: unknown) => {
      // A login that was refused is not tried again: wrong passwords lock accounts.
      if (!isProblem(error) || !isAboutLogin(error)) this.#account = null;
      throw error;
    });
    return this.#account;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#account?.catch(() => null);
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  /** The login with which everything is asked, and the address of the account's forms where none was entered. */
  async #signIn(signal: AbortSignal): Promise<OnaAccount> {
    const { login } = this.#options;
    const isEntered = this.#entered.pathname !== '/';
    const named =
      login.kind === 'password' ? below(this.#entered, encodeURIComponent(login.user)) : this.#entered;
    const base = isEntered ? this.#entered : named;
    // A password is proved at the Briefcase endpoints, where a wrong one is not counted.
    const proofs = login.kind === 'password' ? briefcaseProofs(base) : [this.#user()];
    const http = this.#client(login, proofs);
    if (login.kind === 'none') return this.#accountAt(base, login, http);
    try {
      const { username, api_token: token } = await this.#about(http, signal);
      const at = isEntered ? base : below(this.#root(), encodeURIComponent(username));
      if (token == null) return { ...this.#accountAt(at, login, http), name: username };
      const given = { kind: 'token', token: new Secret(token) } as const;
      const native = this.#client(given, [this.#user()], true);
      return { ...this.#accountAt(at, given, native), name: username };
    } catch (error) {
      // A server without the native API, or one that takes this login at the Briefcase endpoints only.
      if (!isNotOffered(error) || (!isEntered && login.kind !== 'password')) throw error;
      return this.#accountAt(base, login, http);
    }
  }

  /** What the native API says of the account. */
  async #about(http: HttpClient, signal: AbortSignal): Promise<z.infer<typeof account>> {
    const { account: said } = await http.signIn(signal);
    const read = account.safeParse(said);
    if (read.success) return read.data;
    return fetchJson(http, this.#user().url, { file: 'user' }, account, signal);
  }

  /** Where a token names its account. */
  #user(): Extract<Proof, { kind: 'account' }> {
    const named = account.pick({ username: true });
    const nameOf = (said: unknown): string | null => named.safeParse(said).data?.username ?? null;
    return { kind: 'account', url: below(this.#root(), 'api/v1/user'), nameOf };
  }

  #accountAt(base: URL, login: Login, native: HttpClient): OnaAccount {
    const isGiven = login !== this.#options.login;
    const inner = this.#kept(openRosaSource({ ...this.#options, login, url: base.href, isProved: isGiven }));
    const hasToken = login.kind === 'token' || login.kind === 'bearer';
    return { base, hasToken, inner, native, name: null };
  }

  #client(login: Login, proofs: readonly Proof[], isProved = false): HttpClient {
    return this.#kept(new HttpClient({ ...this.#options, login, base: this.#root(), proofs, isProved }));
  }

  #kept<T extends { close(): Promise<void> }>(client: T): T {
    this.#clients.push(client);
    return client;
  }

  #root(): URL {
    return new URL('/', this.#entered.origin);
  }
}
