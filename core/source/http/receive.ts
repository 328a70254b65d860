import type { Dispatcher } from 'undici';
import { ArrivingBody } from './arriving-body.ts';
import { one } from './header.ts';

type Headers = Dispatcher.ResponseData['headers'];

/** A response whose body is still to be read. */
export interface Arrived {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ArrivingBody;
  /** What the server says behind the body; filled when all of it has come. */
  readonly trailers: Record<string, string | string[] | undefined>;
}

/** Sends a request once. Throws an error with a code when no response begins, and the signal's reason. */
export function receive(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<Arrived> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new Receiver(signal, resolve, reject));
  });
}

/** What the dispatcher reports of one request. */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (arrived: Arrived) => void;
  readonly #reject: (error: unknown) => void;
  readonly #trailers: Record<string, string | string[] | undefined> = {};
  #controller: Dispatcher.DispatchController | null = null;
  #body: ArrivingBody | null = null;

  constructor(signal: AbortSignal, resolve: (arrived: Arrived) => void, reject: (error: unknown) => void) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal.addEventListener('abort', this.#abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) this.#abort();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // "Continue" and the like; the response is still to come.
    if (status < 200) return;
    const length = one(headers['content-length']);
    this.#body = new ArrivingBody(controller, length === undefined ? null : Number(length));
    this.#resolve({ status, headers, body: this.#body, trailers: this.#trailers });
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    this.#body?.push(piece);
  }

  onResponseEnd(_: Dispatcher.DispatchController, trailers: Headers): void {
    this.#signal.removeEventListener('abort', this.#abort);
    Object.assign(this.#trailers, trailers);
    this.#body?.end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#signal.removeEventListener('abort', this.#abort);
    if (this.#body === null) this.#reject(error);
    else this.#body.fail(error);
  }

  readonly #abort = (): void => {
    const { reason } = this.#signal;
    // To connect to a server that is not there takes long.
    this.#reject(reason);
    this.#body?.fail(reason);
    this.#controller?.abort(reason);
  };
}
