import { Problem } from '../../ground/problem.ts';

/** What a refused login says, in numbers. */
export interface Refusal {
  /** Wrong tries left before the account is locked; null if the server does not say. */
  readonly left: number | null;
  /** Minutes that the lock lasts; null if the server does not say. */
  readonly minutes: number | null;
  /** It is locked now, whatever the password is. */
  readonly isLocked: boolean;
}

/** In minutes. No lock lasts longer than a day: a larger number means something else. */
const LONGEST_LOCK = 1440;

/**
 * Reads what Ona says of a refused password (`server-apis` §2, §3.2): how many tries are left and how long the lock
 * will be, or only how long it still is. Its words follow the language of the server, so that only their numbers count:
 * two, or one. Takes the body, JSON or XML; throws nothing.
 */
export function readRefusal(body: string): Refusal {
  const numbers = (detailOf(body).match(/-?\d+/g) ?? []).map(Number);
  const minutes = numbers.at(-1) ?? 0;
  const isLength = minutes > 0 && minutes <= LONGEST_LOCK;
  if (numbers.length === 1 && isLength) return { left: null, minutes, isLocked: true };
  const [left = 0] = numbers;
  // A server that does not count failures gives numbers below zero, which mean nothing.
  if (numbers.length === 2 && isLength && left > 0) return { left, minutes, isLocked: false };
  return { left: null, minutes: null, isLocked: false };
}

function detailOf(body: string): string {
  const xml = /<detail>([^<]*)<\/detail>/.exec(body)?.[1];
  if (xml !== undefined) return xml;
  try {
    const { detail } = JSON.parse(body) as { readonly detail?: unknown };
    return typeof detail === 'string' ? detail : '';
  } catch {
    return '';
  }
}

/** The problem for a refused login. */
export function refusedBy(host: string, { left, minutes, isLocked }: Refusal): Problem {
  if (isLocked && minutes !== null) return new Problem('net.login_locked', { host, minutes });
  return new Problem('net.login_refused', { host, left, minutes });
}
