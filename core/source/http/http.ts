import { Problem } from '../../ground/problem.ts';
import { DEFAULT_CONNECTIONS } from '../../model/server.ts';
import { captivePortal, isPortal, leadsAway } from './captive-portal.ts';
import { withDeadline } from './deadline.ts';
import { decodedText } from './decode.ts';
import type { HttpLook, HttpRequest, HttpResponse } from './exchange.ts';
import { type Asked, type HttpFailure, statusFailure } from './failure.ts';
import { Gate } from './gate.ts';
import { one } from './header.ts';
import type { SignedIn } from './login.ts';
import { defaultTimeouts, type HttpOptions, type HttpTimeouts } from './options.ts';
import { isInsecure, isRedirect, nextAddress } from './redirect.ts';
import { defaultRetry, type RetryPolicy, retryDelay } from './retry.ts';
import { SignIn } from './sign-in.ts';
import type { Ask, Sent } from './sign-in-exchange.ts';
import { DISCARD_LIMIT, type Received, Wire } from './wire.ts';

const MAX_REDIRECTS = 5;
/** This many bytes of a body are enough to tell what kind of server sent it. */
const LOOK_LIMIT = 4096;
/** Signing out must not delay the end for long. In milliseconds. */
const SIGN_OUT_WAIT = 3000;
/**
 * Requests to one server: signed in at its own origin only, redirects by hand (never from https to http), retried
 * with growing delays when the failure may pass. Nothing is shared between two clients.
 */
export class HttpClient {
  readonly #wire: Wire;
  readonly #signIn: SignIn;
  readonly #gate: Gate;
  readonly #options: HttpOptions;
  readonly #timeouts: HttpTimeouts;
  readonly #retry: RetryPolicy;
  /** Responses that are being read. */
  #reading = 0;

  /** Throws a Problem when the CA file is unreadable or the login must not travel over the base's scheme. */
  constructor(options: HttpOptions) {
    this.#options = options;
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
    this.#retry = { ...defaultRetry, ...options.retry };
    const { login, base, proofs, schemes = ['Token', 'Bearer'], isProved = false } = options;
    this.#signIn = new SignIn({ login, base, proofs, schemes, isProved });
    this.#gate = new Gate(options.connections ?? DEFAULT_CONNECTIONS);
    this.#wire = new Wire(options);
  }

  /**
   * Proves the login, if there is one. Every request waits for this proof, whether or not this method was called. Throws
   * a Problem when the login is refused, when the server asks for none, or when it cannot be reached.
   */
  signIn(signal: AbortSignal): Promise<SignedIn> {
    const task = (inner: AbortSignal): Promise<SignedIn> => this.#signIn.signIn(this.#ask(inner));
    return this.#tried({ file: 'login', kind: 'document' }, this.#options.base.host, task, signal);
  }

  /**
   * Fetches an address and gives its successful response to `consume`, which reads the body; when the body breaks off,
   * the request is sent again and `consume` is called again. Throws a Problem, or the signal's reason.
   */
  get<T>(
    url: URL,
    request: HttpRequest,
    consume: (response: HttpResponse, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const task = async (inner: AbortSignal): Promise<T> => {
      const response = await this.#follow(url, request, inner);
      this.#reading += 1;
      this.#options.onTryingAgain?.(null);
      try {
        return await consume(response, inner);
      } finally {
        this.#reading -= 1;
        // Does nothing if the body was read to its end.
        response.body.giveUp();
      }
    };
    return this.#tried(request, url.host, task, signal);
  }

  /** Asks an address once, without signing in and without trying again. Throws a Problem when it gets no response. */
  async look(url: URL, signal: AbortSignal): Promise<HttpLook> {
    const asked: Asked = { host: url.host, file: url.pathname.split('/').at(-1) ?? '' };
    try {
      return await withDeadline(signal, this.#timeouts.headers, async (inner) => {
        for (let at = url, steps = 0; ; steps += 1) {
          const response = await this.#wire.request(at, { kind: 'document' }, null, inner);
          const { status, headers, body } = response;
          const location = one(headers.location);
          if (location === undefined || !isRedirect(status)) {
            const head = await decodedText(body, headers['content-encoding'], asked, LOOK_LIMIT);
            return { url: at, status, headers, head };
          }
          await body.discard(DISCARD_LIMIT, inner);
          at = nextAddress(location, at, asked);
          if (steps === MAX_REDIRECTS) throw new Problem('net.redirect_loop', asked);
        }
      });
    } catch (error) {
      signal.throwIfAborted();
      throw this.#wire.failure(error, asked).problem;
    }
  }

  /** Signs out if the server keeps a session, and ends all connections, also those with running requests. */
  async close(): Promise<void> {
    const soon = AbortSignal.timeout(SIGN_OUT_WAIT);
    await this.#signIn.end(this.#ask(soon));
    await this.#wire.close();
  }

  /** Runs a task with the time limit and the connection of a request, and again while its failure may pass. */
  async #tried<T>(
    request: Pick<HttpRequest, 'file' | 'kind' | 'once'>,
    host: string,
    task: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    for (let failed = 1; ; failed += 1) {
      let failure: HttpFailure;
      try {
        return await this.#gate.run(signal, () =>
          withDeadline(signal, this.#timeouts[request.kind], (inner) => task(inner)),
        );
      } catch (error) {
        signal.throwIfAborted();
        failure = this.#wire.failure(error, { host, file: request.file });
      }
      const { problem, passing, wait } = failure;
      const delay =
        passing && request.once !== true
          ? retryDelay(this.#retry, failed, wait, this.#options.random ?? Math.random)
          : null;
      if (delay === null) throw problem;
      if (this.#reading === 0) this.#options.onTryingAgain?.(problem.data);
      await this.#options.clock.sleep(delay, signal);
    }
  }

  async #follow(url: URL, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const seen = new Set<string>();
    for (let at = url; ; ) {
      seen.add(at.href);
      const asked: Asked = { host: at.host, file: request.file };
      const { form: _, unlessMd5: __, ...bare } = request;
      // A form, and the MD5 of what is here, are for the address that was asked, and not for where it redirects to.
      const received = await this.#send(at, at === url ? request : bare, signal).catch((error) => {
        throw signal.aborted ? signal.reason : this.#wire.failure(error, asked);
      });
      const { response, status } = received;
      const isUnchanged = status === 304 && request.unlessMd5 !== undefined;
      if (isUnchanged) await received.discard();
      if (status === 200 || isUnchanged) {
        const { headers, body, trailers } = response;
        const { slow } = this.#timeouts;
        const isElsewhere = request.kind === 'document' && at.hostname !== url.hostname;
        if (isElsewhere && isPortal(received, at)) {
          await received.discard();
          throw captivePortal(url);
        }
        return { isUnchanged, url: at, asked, headers, body, trailers, slow };
      }
      await received.discard();
      // The login is right; this one address refuses it anyway.
      if (status === 401) throw statusFailure(403, asked, null);
      const location = one(response.headers.location);
      if (!isRedirect(status) || location === undefined) throw statusFailure(status, asked, received.wait);
      const isDocument = request.kind === 'document';
      // No server redirects a document to another host without encryption. A captive network does.
      const isLedAway = isDocument && leadsAway(status, location, at) && isInsecure(location, at);
      if (isLedAway) throw captivePortal(url);
      at = nextAddress(location, at, asked);
      if (seen.has(at.href) || seen.size > MAX_REDIRECTS) throw new Problem('net.redirect_loop', asked);
    }
  }

  #send(url: URL, request: HttpRequest, signal: AbortSignal): Promise<Received> {
    const { form: fields } = request;
    const form: Sent | undefined =
      fields === undefined
        ? undefined
        : {
            method: 'POST',
            type: 'application/x-www-form-urlencoded',
            body: new URLSearchParams({ ...fields }).toString(),
          };
    const send = (target: URL, authorization: string | null): Promise<Received> =>
      this.#wire.send(target, request, authorization, form, signal);
    return this.#signIn.request(url, send, this.#ask(signal));
  }

  /** Sends the requests of signing in, with nothing of the request that waits for them. */
  #ask(signal: AbortSignal): Ask {
    return async (url, authorization, sent) => {
      const file = url.pathname.split('/').findLast((part) => part !== '') ?? '';
      const asking = { file, kind: 'document' } as const;
      return this.#wire.send(url, asking, authorization, sent, signal).catch((error) => {
        throw signal.aborted ? signal.reason : this.#wire.failure(error, { host: url.host, file });
      });
    };
  }
}
