import { z } from 'zod';
import { isAboutLogin, isProblem, Problem } from '../../ground/problem.ts';
import type { Secret } from '../../ground/secret.ts';
import { captivePortal, isPortal } from './captive-portal.ts';
import { cutResponse, isPassing, statusFailure } from './failure.ts';
import type { LoginSession, SignedIn } from './login.ts';
import { readRefusal, refusedBy } from './refusal.ts';
import type { Ask, Send, Sent, SignInResponse } from './sign-in-exchange.ts';

const opened = z.object({ token: z.string().regex(/^[\x21-\x7e]{1,500}$/) });

/** How a service exchanges a password for a token. */
export interface SessionService {
  /** First word of the `Authorization` that carries the token. */
  readonly scheme: 'Bearer' | 'Token';
  /** Where the token is asked for, and how. */
  open(
    user: string,
    password: Secret,
  ): { readonly url: URL; readonly authorization: string | null; readonly sent?: Sent };
  /** Where the session is ended; null if the token belongs to the account and stays valid. */
  readonly end: URL | null;
}

export interface SessionOptions {
  /** The server's name in problems. */
  readonly host: string;
  readonly user: string;
  readonly password: Secret;
  readonly service: SessionService;
}

/**
 * A password that is exchanged for a token. One token serves all requests, also to several hosts. A refused token is
 * renewed once, because an expired token and a wrong one look the same. Getting a token proves the password. After a
 * refusal the password is never sent again. After `end` the server has forgotten the token.
 */
export class Session implements LoginSession {
  readonly #host: string;
  readonly #service: SessionService;
  readonly #user: string;
  readonly #password: Secret;
  #token: Promise<string> | null = null;
  #refusal: Problem | null = null;

  constructor({ host, user, password, service }: SessionOptions) {
    this.#host = host;
    this.#service = service;
    this.#user = user;
    this.#password = password;
  }

  /** Opens the session, unless it is open. Throws a Problem when the login is refused, or cannot be tried. */
  async signIn(ask: Ask): Promise<SignedIn> {
    await this.#use(ask);
    return { name: this.#user, account: null };
  }

  /**
   * Sends a request in the session. A response of 401 means that this one address refuses a fresh token. Throws as
   * `signIn` does.
   */
  async request<R extends SignInResponse>(url: URL, send: Send<R>, ask: Ask): Promise<R> {
    for (let renewed = false; ; renewed = true) {
      const using = this.#use(ask);
      const response = await send(url, `${this.#service.scheme} ${await using}`);
      if (response.status !== 401 || renewed) return response;
      await response.discard();
      // Another request may have renewed it in the meantime.
      if (this.#token === using) this.#token = null;
    }
  }

  /** Signs out. A server that cannot be reached is no problem: its sessions expire. */
  async end(ask: Ask): Promise<void> {
    const { scheme, end } = this.#service;
    const token = await this.#token?.catch(() => null);
    this.#token = null;
    if (token === null || token === undefined || end === null) return;
    const out = { method: 'DELETE', type: null, body: null } as const;
    await ask(end, `${scheme} ${token}`, out)
      .then((response) => response.discard())
      .catch(() => undefined);
  }

  #use(ask: Ask): Promise<string> {
    if (this.#refusal !== null) return Promise.reject(this.#refusal);
    if (this.#token !== null) return this.#token;
    const token = this.#open(ask);
    this.#token = token;
    token.catch((error: unknown) => {
      if (this.#token === token) this.#token = null;
      if (isProblem(error) && isAboutLogin(error)) this.#refusal = error;
    });
    return token;
  }

  async #open(ask: Ask): Promise<string> {
    const { url, authorization, sent } = this.#service.open(this.#user, this.#password);
    const asked = { host: this.#host, file: url.pathname.split('/').findLast((part) => part !== '') ?? '' };
    const response = await ask(url, authorization, sent);
    if (isPortal(response, url)) {
      await response.discard();
      throw captivePortal(url);
    }
    if (response.status === 200) {
      const text = await response.text();
      const parsed = opened.safeParse(parseJson(text));
      if (parsed.success) return parsed.data.token;
      // A web page with a wrong Content-Type.
      if (/^\s*<(!doctype html|html)/i.test(text)) throw captivePortal(url);
      throw cutResponse(text, asked);
    }
    const text = await response.text();
    // 400 is an empty or malformed login. A server with single sign-on has no such address (404, below).
    if (response.status === 401 || response.status === 400 || response.status === 403) {
      throw refusedBy(this.#host, readRefusal(text));
    }
    if (response.status === 404) throw new Problem('net.login_by_service', { host: this.#host });
    const failure = statusFailure(response.status, asked, response.wait);
    throw isPassing(response.status) ? failure : failure.problem;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
