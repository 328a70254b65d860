import type { Clock } from '../../core/ground/clock.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { SettledServer, WebServer } from '../../core/model/server.ts';
import type { Connection } from '../../core/source/connection.ts';
import type { Login } from '../../core/source/http/login.ts';
import type { HttpOptions, HttpTimeouts } from '../../core/source/http/options.ts';
import type { RetryPolicy } from '../../core/source/http/retry.ts';
import type { Source } from '../../core/source/source.ts';
import { webSource } from '../../core/source/web-source.ts';

export interface ConnectOptions {
  readonly clock: Clock;
  /** The password or token; may be null only where the server's login is `none`. */
  readonly secret: Secret | null;
  /** The proxy for servers without a proxy in their settings; null: none. */
  readonly proxy?: string | null;
  /** The PEM file of an authority, for servers without one in their settings. */
  readonly caFile?: string | null;
  /** Seconds to wait for a server that does not respond. */
  readonly timeout?: number | undefined;
  /** How many requests run at the same time. */
  readonly connections?: number | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** See `HttpOptions`. */
  readonly onTryingAgain?: HttpOptions['onTryingAgain'];
}

/**
 * Returns the source of a server that was added, and sends no request yet. Throws a Problem when the address
 * or the CA file cannot be used, or when the login must not be sent to this address.
 */
export async function connectServer(server: SettledServer, options: ConnectOptions): Promise<Source> {
  return webSource(server.kind, connectionTo(server, options));
}

/** Returns what is needed to reach a server. */
export function connectionTo({ settings }: WebServer, options: ConnectOptions): Connection {
  const caFile = settings.caFile ?? options.caFile ?? null;
  const proxy = settings.proxy ?? options.proxy ?? null;
  return {
    url: settings.url,
    login: loginOf(settings.login, options.secret),
    caFile: caFile ?? undefined,
    proxy: proxy ?? undefined,
    timeouts: options.timeout === undefined ? undefined : timeoutsOf(options.timeout),
    retry: options.retry,
    connections: options.connections,
    clock: options.clock,
    onTryingAgain: options.onTryingAgain,
  };
}

function loginOf(login: WebServer['settings']['login'], secret: Secret | null): Login {
  if (login.kind === 'none') return { kind: 'none' };
  if (secret === null) throw new Error('a login needs its secret');
  if (login.kind === 'password') return { kind: 'password', user: login.user, password: secret };
  return { kind: login.kind, token: secret };
}

function timeoutsOf(seconds: number): Partial<HttpTimeouts> {
  const milliseconds = seconds * 1000;
  return { connect: Math.min(milliseconds, 15_000), headers: milliseconds, idle: milliseconds };
}
