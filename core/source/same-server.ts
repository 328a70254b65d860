import type { ServerKind } from '../model/server-kind.ts';
import { centralAddress } from './central/address.ts';
import { koboHosts } from './kobo/address.ts';
import { onaPlace } from './ona/address.ts';

/** Two servers that the user has added are one when this is the same. */
export interface SameServer {
  readonly key: string;
  /**
   * Whether its lists say which submission a ref is of all that the server has, whatever address of it is asked. Of the
   * others only the same address lists the same.
   */
  readonly hasNumbers: boolean;
}

/** Which server stands behind an address, whichever of its pages, owners or projects that names; null of a bad one. */
export function sameServer(kind: ServerKind, url: string): SameServer | null {
  try {
    switch (kind) {
      case 'ona':
        return { key: `ona ${onaPlace(url).base.origin}`, hasNumbers: true };
      case 'kobo':
        return { key: `kobo ${koboHosts(url).site.origin}`, hasNumbers: true };
      case 'central':
        return { key: `central ${centralAddress(url).origin}`, hasNumbers: true };
      case 'aggregate':
      case 'openrosa':
        return { key: `openrosa ${new URL(url).href.replace(/\/+$/, '')}`, hasNumbers: false };
    }
  } catch {
    return null;
  }
}
