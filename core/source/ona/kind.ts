import { isWithin } from '../domain.ts';
import type { Kind } from '../kind.ts';
import { isOnaPage, onaAddress, onaPage } from './address.ts';

/** Ona, at ona.io or on a host of one's own (`server-apis` §3). */
export const ona: Kind<'ona'> = {
  id: 'ona',
  products: ['ona', 'openrosa'],
  recognise: ({ text, url: { hostname } }) => {
    if (isWithin(hostname, 'ona.io')) return 'certain';
    // The hosts of a KoboToolbox of one's own have pages and an API of the same names.
    return !/^k[fc]\./.test(hostname) && isOnaPage(text) ? 'possible' : null;
  },
  check: {
    byList: ({ family, base }) => (family === 'django' && isWithin(base.hostname, 'ona.io') ? 'ona' : null),
    // Below an owner or a project: at its root any of its family looks the same.
    otherwise: ({ family, base }) => (family === 'django' && base.pathname !== '/' ? 'ona' : null),
  },
  connect: async (connection) => (await import('./ona.ts')).onaSource(connection),
  sameServer: (address) => ({ key: `ona ${onaAddress(address).base.origin}`, hasNumbers: true }),
  keptAddress: (entered) => onaPage(entered) ?? entered,
  askedAt: (entered) => {
    const { origin, pathname } = onaAddress(entered).base;
    return new URL(/^\/(forms|projects)\/\d+$/.test(pathname) ? '/' : pathname, origin);
  },
  partOf: (address) => onaAddress(address).base.href.replace(/\/$/, ''),
  // It lists forms without an owner in its address, but gives no submissions there (`server-apis` §3.1).
  needsOwner: true,
};
