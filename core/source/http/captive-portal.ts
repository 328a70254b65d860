import { Problem } from '../../ground/problem.ts';

// A network that wants people to sign in first (hotel, airport, office) responds instead of the server until they do.

/** The parts of a response that tell who sent it. */
export interface Given {
  readonly status: number;
  /** Its `Content-Type`. */
  readonly type: string | undefined;
  /** Its `Location`, when it redirects. */
  readonly location: string | undefined;
}

/** The redirects that a network uses. A server that has moved says so for good, by 301 or 308. */
const PASSING_ON: ReadonlySet<number> = new Set([302, 303, 307]);

/**
 * Whether a response comes from the network instead of the server: it is a web page, asks for a sign-in to the network
 * (RFC 6585), or redirects to another host. For requests that no server answers with a web page: a login, a list.
 */
export function isPortal({ status, type, location }: Given, asked: URL): boolean {
  if (status === 511) return true;
  if (status === 200) return /^\s*(text\/html|application\/xhtml)/i.test(type ?? '');
  return location !== undefined && leadsAway(status, location, asked);
}

/** Whether a redirect leads to another host for now. */
export function leadsAway(status: number, location: string, asked: URL): boolean {
  const to = URL.parse(location, asked.href);
  return PASSING_ON.has(status) && to !== null && to.hostname !== asked.hostname;
}

export function captivePortal(server: URL): Problem<'net.captive_portal'> {
  return new Problem('net.captive_portal', { host: server.host });
}
