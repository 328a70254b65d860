import type { Clock } from '../../ground/clock.ts';
import type { ProblemData } from '../../ground/problem.ts';
import type { Login, Proof, Scheme } from './login.ts';
import type { RetryPolicy } from './retry.ts';

/** All in milliseconds. */
export interface HttpTimeouts {
  readonly connect: number;
  /** Until the response begins. */
  readonly headers: number;
  /** Between two pieces of the response. */
  readonly idle: number;
  /** A kilobyte must come within this much waiting. Less means that the server or the network blocks us. */
  readonly slow: number;
  /** For a whole document: a list, a form, a submission. */
  readonly document: number;
  /** For a whole file. */
  readonly part: number;
}

export const defaultTimeouts: HttpTimeouts = {
  connect: 15_000,
  // Kobo computes the MD5 of every file before it answers, and Aggregate may have to wake up first.
  headers: 120_000,
  idle: 60_000,
  slow: 60_000,
  document: 600_000,
  part: 6 * 3_600_000,
};

export interface HttpOptions {
  readonly base: URL;
  readonly login: Login;
  /** Where the login is proved (see `SignIn`); empty when there is no login. */
  readonly proofs: readonly Proof[];
  /** How a token may be sent: after "Token" and, if that is refused, after "Bearer", unless this says otherwise. */
  readonly schemes?: readonly Scheme[] | undefined;
  /** The login was proved at another address of the same server. */
  readonly isProved?: boolean | undefined;
  readonly clock: Clock;
  /** PEM file of a certificate authority that is trusted beside the usual ones. */
  readonly caFile?: string | undefined;
  /** Address of an HTTP proxy. */
  readonly proxy?: string | undefined;
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Requests at the same time; `DEFAULT_CONNECTIONS` when left out. */
  readonly connections?: number | undefined;
  /**
   * Called with the problem of a failed request that is sent again, while no other response is being read; and with null
   * for each response.
   */
  readonly onTryingAgain?: ((problem: ProblemData | null) => void) | undefined;
  /** A number from 0 up to 1, for spreading retries. */
  readonly random?: (() => number) | undefined;
}
