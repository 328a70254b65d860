export interface RetryPolicy {
  /** How often a request is sent at most, the first time counted. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly firstDelay: number;
  readonly maxDelay: number;
  /** A server that asks to wait longer than this, in milliseconds, is not waited for. */
  readonly longestWait: number;
}

export const defaultRetry: RetryPolicy = {
  attempts: 5,
  firstDelay: 500,
  maxDelay: 30_000,
  longestWait: 120_000,
};

/**
 * Milliseconds to wait before the next attempt, or null when it is time to give up. `failed` counts the attempts so
 * far; `asked` is what the server asked for. Half of an own delay is chance, so that parallel requests spread out.
 */
export function retryDelay(
  policy: RetryPolicy,
  failed: number,
  asked: number | null,
  random: () => number,
): number | null {
  if (failed >= policy.attempts) return null;
  if (asked !== null) return asked > policy.longestWait ? null : asked;
  const whole = Math.min(policy.maxDelay, policy.firstDelay * 2 ** (failed - 1));
  return whole / 2 + (random() * whole) / 2;
}

/** Milliseconds that a `Retry-After` header asks for (RFC 9110 10.2.3: seconds or an HTTP date), or null. */
export function retryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}
