import { Problem } from '../../ground/problem.ts';

// A network that asks people to sign in to it first (hotel, airport, office) answers in a server's place until they do.

/** What of a response tells who has given it. */
export interface Given {
  readonly status: number;
  /** Its `Content-Type`. */
  readonly type: string | undefined;
  /** Its `Location`, when it sends on. */
  readonly location: string | undefined;
}

/** The redirects of somebody who stands in between; a server that has moved says so for good, by 301 or 308. */
const PASSING_ON: ReadonlySet<number> = new Set([302, 303, 307]);

/**
 * Whether a response to a request that no server answers with a web page (a login, a list) comes from the network itself:
 * it is a web page, asks for a sign-in to the network (RFC 6585), or sends on to another host.
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
