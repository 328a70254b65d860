import { safeAddress } from './safe-address.ts';

/**
 * The root of a Central server from what a user entered, which may be any page of its web site: `/#/projects/3`,
 * `/projects/3/forms/visit`, or an address of its API below `/v1`. A path before these, of a server that does not stand
 * at the root of its host, is not supported by Central itself. Throws a Problem when it is no web address.
 */
export function centralAddress(entered: string): URL {
  return new URL('/', safeAddress(entered).origin);
}

/** An address of the API (`servers` 5.1). Each part of the path is encoded; `query` is added as it is. */
export function apiAddress(base: URL, parts: readonly string[], query = ''): URL {
  const path = ['v1', ...parts].map(encodeURIComponent).join('/');
  return new URL(`/${path}${query === '' ? '' : `?${query}`}`, base.origin);
}
