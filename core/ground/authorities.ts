import { getCACertificates } from 'node:tls';

/** Returns the certificates of all authorities that this computer knows: the built-in ones, and those of its system. */
export function knownAuthorities(): readonly string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}
