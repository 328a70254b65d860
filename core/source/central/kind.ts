import type { Kind } from '../kind.ts';
import { safeAddress } from '../safe-address.ts';
import { centralAddress, isAppUserAddress, isCentralPage } from './address.ts';

/** ODK Central (`server-apis` §5). */
export const central: Kind<'central'> = {
  id: 'central',
  products: ['central'],
  recognise: ({ text }) => (isCentralPage(text) ? 'possible' : null),
  check: {
    byAsking: async ({ family, base }, look) => {
      // It has OpenRosa's list of forms too, for devices that collect, at addresses below its API.
      const isMaybe = family === null || (family === 'openrosa' && isCentralPage(base.href));
      if (!isMaybe) return null;
      const { status, head } = await look('/v1/projects');
      // It answers strangers with JSON errors that have a number with a dot in it.
      const isCentral = status === 200 ? /^\s*\[/.test(head) : /"code"\s*:\s*\d{3}\.\d/.test(head);
      return isCentral ? 'central' : null;
    },
  },
  connect: async (connection) => (await import('./central.ts')).centralSource(connection),
  sameServer: (address) => ({ key: `central ${centralAddress(address).origin}`, hasNumbers: true }),
  // An address that can be no page of a Central is kept as it was entered, because the kind may be wrong.
  keptAddress: (entered) => {
    const { pathname, href } = safeAddress(entered);
    return pathname === '/' || isCentralPage(entered) ? centralAddress(entered).href : href;
  },
  isOnlyForSending: isAppUserAddress,
  hasOwnList: true,
  decryption: () => import('./decrypted.ts'),
};
