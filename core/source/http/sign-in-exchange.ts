import type { Given } from './captive-portal.ts';

/** What is sent beside the address: nothing for a GET. */
export interface Sent {
  readonly method: 'POST' | 'DELETE';
  readonly type: string | null;
  readonly body: string | null;
}

/** What a sign-in needs to see of a response; `discard` reads its body away. */
export interface SignInResponse extends Given {
  readonly challenges: string | readonly string[] | undefined;
  /** Milliseconds that a server which is busy or broken asks to wait, or null. */
  readonly wait: number | null;
  discard(): Promise<void>;
  /** The body as text, up to some thousand characters. */
  text(): Promise<string>;
}

/** Sends one request with that `Authorization` value, or without one. */
export type Send<R extends SignInResponse> = (url: URL, authorization: string | null) => Promise<R>;

/** Asks for what signing in needs: a GET unless told otherwise, whatever the request is that it is for. */
export type Ask = (url: URL, authorization: string | null, sent?: Sent) => Promise<SignInResponse>;
