import type { z } from 'zod';
import { isAboutLogin, isProblem } from '../problem.ts';
import { Secret } from '../secret.ts';
import { HttpClient } from './http.ts';
import { fetchJson } from './json.ts';
import type { Login } from './login.ts';
import { account } from './ona-documents.ts';
import { isNotOffered } from './ona-list.ts';
import { type OpenRosaOptions, openRosaSource } from './openrosa.ts';
import { below } from './openrosa-address.ts';
import type { Source } from './source.ts';

/** Who is signed in at an Ona, and how everything is asked for. */
export interface OnaAccount {
  /** Where the forms are. */
  readonly base: URL;
  /** Whether the native API is asked. */
  readonly hasToken: boolean;
  /** The Briefcase endpoints. */
  readonly inner: Source;
  readonly native: HttpClient;
}

/**
 * Signs in to an Ona, once for all that is asked of it, with the account's own API token, which the native API gives to
 * whoever is signed in: the Briefcase endpoints take no token of OAuth, and ten wrong passwords at the native API lock an
 * account for half an hour. So a password is proved first where wrong ones are not counted (`servers` 2, 3.2).
 */
export class OnaSignIn {
  readonly #options: OpenRosaOptions;
  readonly #entered: URL;
  readonly #clients: { close(): Promise<void> }[] = [];
  #account: Promise<OnaAccount> | null = null;

  /** `entered` is what `onaAddress` made of the address. */
  constructor(options: OpenRosaOptions, entered: URL) {
    this.#options = options;
    this.#entered = entered;
  }

  /** Throws a Problem when the login is refused or the server cannot be reached; another call then tries again. */
  account(signal: AbortSignal): Promise<OnaAccount> {
    this.#account ??= this.#signIn(signal).catch((error: unknown) => {
      this.#account = null;
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
    if (login.kind === 'none') return this.#accountAt(base, login);
    if (login.kind === 'password') await this.#prove(base, signal);
    let about: z.infer<typeof account>;
    try {
      const url = below(this.#root(), 'api/v1/user');
      about = await fetchJson(this.#client(login), url, { file: 'user' }, account, signal);
    } catch (error) {
      // A server without the native API, or one that takes this login at the Briefcase endpoints only.
      const isElsewhere =
        isNotOffered(error) || (login.kind === 'password' && isProblem(error) && isAboutLogin(error));
      if (!isElsewhere || (!isEntered && login.kind !== 'password')) throw error;
      return this.#accountAt(base, login);
    }
    const owner = below(this.#root(), encodeURIComponent(about.username));
    const token = about.api_token ?? null;
    return this.#accountAt(
      isEntered ? base : owner,
      token === null ? login : { kind: 'token', token: new Secret(token) },
    );
  }

  /** Has a password refused where a wrong one is not counted: the list of submissions always asks for it. */
  async #prove(base: URL, signal: AbortSignal): Promise<void> {
    // Without a query: the server compares the addresses that it does not count at with their query.
    const url = below(base, 'view/submissionList');
    const http = this.#kept(new HttpClient({ ...this.#options, base: this.#root(), challengeUrl: url }));
    const request = { file: 'submissionList', kind: 'document' } as const;
    await http
      .get(url, request, async () => undefined, signal)
      .catch((error) => {
        // It has no such form.
        if (!isNotOffered(error)) throw error;
      });
  }

  #accountAt(base: URL, login: Login): OnaAccount {
    const inner = this.#kept(openRosaSource({ ...this.#options, login, url: base.href }));
    const hasToken = login.kind === 'token' || login.kind === 'bearer';
    return { base, hasToken, inner, native: this.#client(login) };
  }

  #client(login: Login): HttpClient {
    const root = this.#root();
    const challengeUrl = below(root, 'api/v1/user');
    return this.#kept(new HttpClient({ ...this.#options, login, base: root, challengeUrl }));
  }

  #kept<T extends { close(): Promise<void> }>(client: T): T {
    this.#clients.push(client);
    return client;
  }

  #root(): URL {
    return new URL('/', this.#entered.origin);
  }
}
