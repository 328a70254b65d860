import { z } from 'zod';
import { Problem } from '../problem.ts';
import type { Secret } from '../secret.ts';
import { captivePortal, isPortal } from './captive-portal.ts';
import { isPassing, statusFailure } from './http-failure.ts';
import type { Answer, Send, Sent } from './login.ts';

const opened = z.object({ token: z.string().regex(/^[\x21-\x7e]{1,500}$/) });

/** How a service gives a token for a password. */
export interface SessionService {
  /** First word of the `Authorization` that carries the token. */
  readonly scheme: 'Bearer' | 'Token';
  /** Where the token is asked for, and how. */
  open(
    user: string,
    password: Secret,
  ): { readonly url: URL; readonly authorization: string | null; readonly sent?: Sent };
  /** Where it is given back; null where it is the account's own and stays. */
  readonly end: URL | null;
}

/** Central's sessions (`servers` 5.1). */
export function centralSessions(base: URL): SessionService {
  return {
    scheme: 'Bearer',
    open: (user, password) => ({
      url: new URL('/v1/sessions', base.origin),
      authorization: null,
      sent: {
        method: 'POST',
        type: 'application/json',
        body: JSON.stringify({ email: user, password: password.reveal() }),
      },
    }),
    end: new URL('/v1/sessions/current', base.origin),
  };
}

/** The token of a Kobo account, which both of its hosts take (`servers` 4.2). Takes the address of its web site. */
export function koboTokens(site: URL): SessionService {
  return {
    scheme: 'Token',
    open: (user, password) => ({
      url: new URL('/token/?format=json', site.origin),
      authorization: `Basic ${Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64')}`,
    }),
    end: null,
  };
}

/**
 * A login that gives a token: one for all requests, however many run at once; a token that is refused is renewed once,
 * because an expired one and a wrong one look the same. The server keeps no record of it after `end`.
 */
export class Session {
  readonly #host: string;
  readonly #service: SessionService;
  readonly #user: string;
  readonly #password: Secret;
  #token: Promise<string> | null = null;

  constructor(
    base: URL,
    {
      user,
      password,
      service,
    }: { readonly user: string; readonly password: Secret; readonly service: SessionService },
  ) {
    this.#host = base.host;
    this.#service = service;
    this.#user = user;
    this.#password = password;
  }

  /** Sends a request in the session. Throws a Problem when the login is refused, or cannot be tried. */
  async request<A extends Answer>(url: URL, send: Send<A>): Promise<A> {
    for (let renewed = false; ; renewed = true) {
      const using = this.#use(send);
      const answer = await send(url, `${this.#service.scheme} ${await using}`);
      if (answer.status !== 401) return answer;
      await answer.discard();
      if (renewed) throw this.#refused();
      // Another request may have renewed it meanwhile.
      if (this.#token === using) this.#token = null;
    }
  }

  /** Signs out. What keeps the server from being reached is no trouble: its sessions end by themselves. */
  async end<A extends Answer>(send: Send<A>): Promise<void> {
    const { scheme, end } = this.#service;
    const token = await this.#token?.catch(() => null);
    this.#token = null;
    if (token === null || token === undefined || end === null) return;
    const out = { method: 'DELETE', type: null, body: null } as const;
    await send(end, `${scheme} ${token}`, out)
      .then((answer) => answer.discard())
      .catch(() => undefined);
  }

  #use<A extends Answer>(send: Send<A>): Promise<string> {
    if (this.#token !== null) return this.#token;
    const token = this.#open(send);
    this.#token = token;
    token.catch(() => {
      if (this.#token === token) this.#token = null;
    });
    return token;
  }

  async #open<A extends Answer>(send: Send<A>): Promise<string> {
    const { url, authorization, sent } = this.#service.open(this.#user, this.#password);
    const asked = { host: this.#host, file: url.pathname.split('/').findLast((part) => part !== '') ?? '' };
    const answer = await send(url, authorization, sent);
    if (isPortal(answer, url)) {
      await answer.discard();
      throw captivePortal(url);
    }
    if (answer.status === 200) {
      const text = await answer.text();
      const parsed = opened.safeParse(parseJson(text));
      // A page that does not say what it is.
      if (!parsed.success && /^\s*<(!doctype html|html)/i.test(text)) throw captivePortal(url);
      if (!parsed.success) throw new Problem('source.answer_unreadable', asked);
      return parsed.data.token;
    }
    await answer.discard();
    // 400 is an empty or malformed login; where people are signed in by another service there is nowhere to sign in.
    if (answer.status === 401 || answer.status === 400 || answer.status === 403) throw this.#refused();
    if (answer.status === 404) throw new Problem('net.login_by_service', { host: this.#host });
    const failure = statusFailure(answer.status, asked, answer.wait);
    throw isPassing(answer.status) ? failure : failure.problem;
  }

  #refused(): Problem {
    return new Problem('net.login_refused', { host: this.#host });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
