import { Problem } from '../ground/problem.ts';
import { baseAddress } from './openrosa/address.ts';

/**
 * The base address of a server, which must be encrypted on the way unless it is this computer itself. Throws
 * `source.url_invalid` or `source.url_not_encrypted`.
 */
export function safeAddress(entered: string): URL {
  const base = baseAddress(entered);
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(base.hostname);
  if (base.protocol === 'http:' && !isLocal) {
    throw new Problem('source.url_not_encrypted', { host: base.host });
  }
  return base;
}
