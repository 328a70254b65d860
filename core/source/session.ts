import { z } from 'zod';
import { Problem } from '../problem.ts';
import type { Secret } from '../secret.ts';
import { isPassing, statusFailure } from './http-failure.ts';
import type { Answer, Send } from './login.ts';

const opened = z.object({ token: z.string().regex(/^[\x21-\x7e]{1,500}$/) });

/**
 * A session of Central (`servers` 5.1): one login for all requests, however many run at once; a token that is refused
 * is renewed once, because an expired one and a wrong one look the same. The server keeps no record of it after `end`.
 */
export class Session {
  readonly #base: URL;
  readonly #user: string;
  readonly #password: Secret;
  #token: Promise<string> | null = null;

  constructor(base: URL, { user, password }: { readonly user: string; readonly password: Secret }) {
    this.#base = base;
    this.#user = user;
    this.#password = password;
  }

  /** Sends a request in the session. Throws a Problem when the login is refused, or cannot be tried. */
  async request<A extends Answer>(url: URL, send: Send<A>): Promise<A> {
    for (let renewed = false; ; renewed = true) {
      const using = this.#use(send);
      const answer = await send(url, `Bearer ${await using}`);
      if (answer.status !== 401) return answer;
      await answer.discard();
      if (renewed) throw this.#refused();
      // Another request may have renewed it meanwhile.
      if (this.#token === using) this.#token = null;
    }
  }

  /** Signs out. What keeps the server from being reached is no trouble: its sessions end by themselves. */
  async end<A extends Answer>(send: Send<A>): Promise<void> {
    const token = await this.#token?.catch(() => null);
    this.#token = null;
    if (token === null || token === undefined) return;
    const url = new URL('/v1/sessions/current', this.#base.origin);
    const out = { method: 'DELETE', type: null, body: null } as const;
    await send(url, `Bearer ${token}`, out)
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
    const asked = { host: this.#base.host, file: 'sessions' };
    const answer = await send(new URL('/v1/sessions', this.#base.origin), null, {
      method: 'POST',
      type: 'application/json',
      body: JSON.stringify({ email: this.#user, password: this.#password.reveal() }),
    });
    if (answer.status === 200) {
      const parsed = opened.safeParse(parseJson(await answer.text()));
      if (!parsed.success) throw new Problem('source.answer_unreadable', asked);
      return parsed.data.token;
    }
    await answer.discard();
    // 400 is an empty or malformed login; where people are signed in by another service there is nowhere to sign in.
    if (answer.status === 401 || answer.status === 400 || answer.status === 403) throw this.#refused();
    if (answer.status === 404) throw new Problem('net.login_by_service', { host: this.#base.host });
    const failure = statusFailure(answer.status, asked, null);
    throw isPassing(answer.status) ? failure : failure.problem;
  }

  #refused(): Problem {
    return new Problem('net.login_refused', { host: this.#base.host });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
