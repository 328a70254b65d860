import { Problem } from '../../ground/problem.ts';
import type { Asked } from './failure.ts';

/**
 * The address that a redirect leads to, without a name, password or fragment: a login comes from the user, never from a
 * server. Takes the `Location` header and the address that gave it. Throws `net.redirect_loop` for what is no web
 * address and `net.redirect_insecure` for a step from https to http.
 */
export function nextAddress(location: string, from: URL, asked: Asked): URL {
  const next = URL.parse(location, from.href);
  if (next === null || !['http:', 'https:'].includes(next.protocol)) {
    throw new Problem('net.redirect_loop', asked);
  }
  if (isInsecure(location, from)) throw new Problem('net.redirect_insecure', asked);
  next.username = '';
  next.password = '';
  next.hash = '';
  return next;
}

/** Whether a status sends on to another address. */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Whether a redirect leads from https to http. */
export function isInsecure(location: string, from: URL): boolean {
  return from.protocol === 'https:' && URL.parse(location, from.href)?.protocol === 'http:';
}
