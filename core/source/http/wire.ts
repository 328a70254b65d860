import connect from 'undici/lib/api/api-connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';
import type { Clock } from '../../ground/clock.ts';
import { Problem } from '../../ground/problem.ts';
import { VERSION } from '../../ground/version.ts';
import { DEFAULT_CONNECTIONS } from '../../model/server.ts';
import { decodedText } from './decode.ts';
import type { HttpRequest } from './exchange.ts';
import { type Asked, HttpFailure, isPassing, networkFailure } from './failure.ts';
import { one } from './header.ts';
import { defaultTimeouts, type HttpOptions, type HttpTimeouts } from './options.ts';
import { type Arrived, receive } from './receive.ts';
import { retryAfter } from './retry.ts';
import type { Sent, SignInResponse } from './sign-in-exchange.ts';
import { trust } from './tls-trust.ts';

// undici's index does this when it is loaded: a `ProxyAgent` asks its proxy for a tunnel by it.
Dispatcher.prototype.connect = connect;

/** A response as it came, whatever its status; its body is still to be read. */
export interface Received extends SignInResponse {
  readonly response: Arrived;
}

/** So much of an unwanted body is read away to keep its connection; a longer one costs the connection. */
export const DISCARD_LIMIT = 128 * 1024;
/** What is read at a login: a token, an account, why it was refused. */
const LOGIN_LIMIT = 64 * 1024;
const USER_AGENT = `Attache/${VERSION} (+ODK)`;

/** How a wire is laid to a server. */
export type WireOptions = Pick<HttpOptions, 'connections' | 'timeouts' | 'caFile' | 'proxy' | 'clock'>;

/**
 * The connections to one server, through a proxy where there is one. A request is sent once, as it is: signing in, sending
 * again and following redirects are left to `HttpClient`.
 */
export class Wire {
  readonly #dispatcher: Dispatcher;
  readonly #timeouts: HttpTimeouts;
  readonly #proxy: string | undefined;
  readonly #clock: Clock;

  /** Throws a Problem when the CA file is unreadable. */
  constructor(options: WireOptions) {
    const { clock, connections = DEFAULT_CONNECTIONS } = options;
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
    this.#proxy = options.proxy;
    this.#clock = clock;
    const tls = {
      secureContext: trust(options.caFile),
      rejectUnauthorized: true,
      timeout: this.#timeouts.connect,
    };
    const shared = { connections, allowH2: false, pipelining: 1 };
    this.#dispatcher =
      options.proxy === undefined
        ? new Agent({ ...shared, connect: tls })
        : new ProxyAgent({ ...shared, uri: options.proxy, requestTls: tls, proxyTls: tls });
  }

  /** Sends a request, and gives what came back with what a sign-in must see of it. */
  async send(
    url: URL,
    request: Pick<HttpRequest, 'file' | 'kind' | 'unlessMd5' | 'headers'>,
    authorization: string | null,
    sent: Sent | undefined,
    signal: AbortSignal,
  ): Promise<Received> {
    const response = await this.request(url, request, authorization, signal, sent);
    const { status, headers, body } = response;
    const asked = { host: url.host, file: request.file };
    let discarded: Promise<void> | null = null;
    return {
      status,
      challenges: headers['www-authenticate'],
      type: one(headers['content-type']),
      location: one(headers.location),
      wait: isPassing(status) ? retryAfter(one(headers['retry-after']), this.#clock.now()) : null,
      response,
      discard: () => {
        discarded ??= body.discard(DISCARD_LIMIT, signal);
        return discarded;
      },
      text: async () => {
        // Nothing of it is left then.
        discarded = Promise.resolve();
        return decodedText(body, headers['content-encoding'], asked, LOGIN_LIMIT);
      },
    };
  }

  /** Sends a request and gives what came back with its body unread. */
  request(
    url: URL,
    { kind, unlessMd5, headers = {} }: Pick<HttpRequest, 'kind' | 'unlessMd5' | 'headers'>,
    authorization: string | null,
    signal: AbortSignal,
    sent?: Sent,
  ): Promise<Arrived> {
    const options: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: url.pathname + url.search,
      method: sent?.method ?? 'GET',
      headersTimeout: this.#timeouts.headers,
      bodyTimeout: this.#timeouts.idle,
      body: sent?.body ?? null,
      headers: {
        'x-openrosa-version': '1.0',
        'user-agent': USER_AGENT,
        accept: '*/*',
        // The MD5 of a file is that of its own bytes, and ciphertext does not compress. Of the ways that servers know, gzip
        // alone tells damage.
        'accept-encoding': kind === 'part' ? 'identity' : 'gzip',
        ...headers,
        ...(unlessMd5 === undefined ? {} : { 'if-none-match': `"${unlessMd5}"` }),
        ...(sent?.type == null ? {} : { 'content-type': sent.type }),
        ...(authorization === null ? {} : { authorization }),
      },
    };
    return receive(this.#dispatcher, options, signal);
  }

  /** The failure behind an error of a request; of one through a proxy, that of the proxy. A bug is thrown on. */
  failure(error: unknown, asked: Asked): HttpFailure {
    const failure = networkFailure(error, asked);
    const isFirstStep = ['net.refused', 'net.name_unknown', 'net.unreachable'].includes(failure.problem.code);
    if (this.#proxy === undefined || !isFirstStep) return failure;
    // Whoever goes through a proxy connects to nothing else.
    return new HttpFailure(new Problem('net.proxy', { host: asked.host }, { cause: error }), true);
  }

  /** Ends all connections, those with requests under way too. */
  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}
