import type { Clock } from '../ground/clock.ts';
import type { Login } from './http/login.ts';
import type { HttpOptions, HttpTimeouts } from './http/options.ts';
import type { RetryPolicy } from './http/retry.ts';

/** How a server of any kind is reached and signed in to. */
export interface Connection {
  /** As the user entered it. */
  readonly url: string;
  readonly login: Login;
  readonly clock: Clock;
  /** PEM file of a certificate authority that is trusted beside the usual ones. */
  readonly caFile?: string | undefined;
  /** Address of an HTTP proxy. */
  readonly proxy?: string | undefined;
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Requests at the same time; `DEFAULT_CONNECTIONS` when left out. */
  readonly connections?: number | undefined;
  /** See `HttpOptions`. */
  readonly onTryingAgain?: HttpOptions['onTryingAgain'];
  /** Entries per page of a list; each kind has a number of its own when this is left out. */
  readonly pageSize?: number | undefined;
  /** The login is one that this very server has given. */
  readonly isProved?: boolean | undefined;
  /** A number from 0 up to 1, for spreading retries. */
  readonly random?: (() => number) | undefined;
}
