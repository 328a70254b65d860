import type { ArrivingBody } from './arriving-body.ts';
import type { Asked } from './failure.ts';
import type { Arrived } from './receive.ts';

/** A successful response whose body is still to be read. */
export interface HttpResponse {
  /** True when the server says that what the request named as here is what it has; the body is empty then. */
  readonly isUnchanged: boolean;
  /** Where it came from in the end, after redirects. */
  readonly url: URL;
  readonly asked: Asked;
  readonly headers: Arrived['headers'];
  /** As it came over the line: to be read by `decoded`. */
  readonly body: ArrivingBody;
  /** See `HttpTimeouts.slow`. */
  readonly slow: number;
  /** What the server says behind the body; filled when it has been read to its end. */
  readonly trailers: Arrived['trailers'];
}

/** What is asked for, beside the address. */
export interface HttpRequest {
  /** How problems name what is asked for. */
  readonly file: string;
  readonly kind: 'document' | 'part';
  /** Send it once, whatever comes. */
  readonly once?: true;
  /** Sent as a POST form instead of a GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** Lower-case hex: what is here already has this MD5, and only something else is wanted. */
  readonly unlessMd5?: string;
  /** Beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an address gives to somebody who is not signed in, whatever its status. */
export interface HttpLook {
  /** Where it came from in the end, after redirects. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Arrived['headers'];
  /** The beginning of the body, as text. */
  readonly head: string;
}
