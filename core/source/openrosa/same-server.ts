import type { SameServer } from '../kind.ts';

/** The server behind an address of the Briefcase protocol: only the same address lists the same. */
export function openRosaServer(address: string): SameServer {
  return { key: `openrosa ${new URL(address).href.replace(/\/+$/, '')}`, hasNumbers: false };
}
