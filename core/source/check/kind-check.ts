import type { ServerKind } from '../../model/server-kind.ts';
import type { HttpLook } from '../http/exchange.ts';

/**
 * What answers at an address: a kind of server, or a part of one that has an address of its own. `openrosa` where only
 * the protocol is known. `kobo-site` is KoboToolbox's web site, whose OpenRosa interface has another host.
 */
export type Product = ServerKind | `${ServerKind}-${string}`;

/** What a server shows to a stranger who asks for its list of forms. */
export interface ShownList {
  /** The address below which the list was asked for. */
  readonly base: URL;
  readonly list: HttpLook;
  /** Which family of servers answers so: those that share most of their code with Ona, any other by the protocol, or none. */
  readonly family: 'django' | 'openrosa' | null;
}

/** Asks another address of the same server, as a stranger. Takes a path from its root. Throws a Problem. */
export type Look = (path: string) => Promise<HttpLook>;

/**
 * How a kind knows its servers without a login, in three steps. A step is taken of each kind, in the order in which kinds
 * are offered, before the next step is; the first product that is found counts.
 */
export interface KindCheck {
  /** By the list of forms alone: realm, headers, host. */
  byList?(shown: ShownList): Product | null;
  /** By other addresses. */
  byAsking?(shown: ShownList, look: Look): Promise<Product | null>;
  /** What a server is taken for that no kind has known for certain. */
  otherwise?(shown: ShownList): Product | null;
}
