import type { FormRef } from '../../model/form-ref.ts';
import { isWithin } from '../domain.ts';
import type { Kind } from '../kind.ts';
import { safeAddress } from '../safe-address.ts';
import { isKoboPage, koboForm, koboHosts, koboPage } from './address.ts';
import { isKoboOpenRosa, isKoboSite } from './site.ts';

/** KoboToolbox, on its public servers or on hosts of one's own (`server-apis` §4). */
export const kobo: Kind<'kobo'> = {
  id: 'kobo',
  products: ['kobo', 'kobo-site', 'openrosa'],
  recognise: ({ text, url }) => {
    if (isWithin(url.hostname, 'kobotoolbox.org')) return 'certain';
    return isKoboPage(text) ? 'probable' : null;
  },
  check: {
    byList: ({ family, base: { hostname, pathname } }) => {
      if (family !== 'django') return null;
      // What the hosts of a KoboToolbox of one's own are called (`koboHosts`).
      const isOwn = /^k[cf]\./.test(hostname) && pathname === '/';
      return isOwn || isWithin(hostname, 'kobotoolbox.org') ? 'kobo' : null;
    },
    byAsking: async ({ family }, look) => {
      if (family === 'openrosa') return null;
      if (await isKoboSite(look)) return family === null ? 'kobo-site' : 'kobo';
      // One of one's own may have any name, and both interfaces at one.
      return family === 'django' && (await isKoboOpenRosa(look)) ? 'kobo' : null;
    },
  },
  connect: async (connection) => (await import('./kobo.ts')).koboSource(connection),
  sameServer: (address) => ({ key: `kobo ${koboHosts(address).site.origin}`, hasNumbers: true }),
  keptAddress: (entered) => koboPage(entered) ?? entered,
  askedAt: (entered) => {
    const base = safeAddress(entered);
    return koboForm(entered) === null ? base : new URL('/', base.origin);
  },
  hasOwnList: true,
  // The addresses of its definitions have no name of a user, and to the wrong login it lists nothing.
  mayList: (forms) => forms.length === 0 || forms.some(isOfKobo),
};

function isOfKobo({ locator }: FormRef): boolean {
  return /^\/forms\/\d+\/form\.xml$/.test(URL.parse(locator)?.pathname ?? '');
}
