import type { Kind } from '../kind.ts';
import { openRosaServer } from './same-server.ts';

/**
 * Any other server that speaks the Briefcase protocol. It may be an Aggregate or an Ona on a host of its own. Not a Kobo:
 * of what its OpenRosa host lists, it does not give the encrypted answers (`server-apis` §4.6).
 */
export const openRosa: Kind<'openrosa'> = {
  id: 'openrosa',
  products: ['openrosa', 'aggregate', 'ona'],
  recognise: () => null,
  check: { otherwise: ({ family }) => (family === null ? null : 'openrosa') },
  connect: async (connection) => (await import('./openrosa.ts')).openRosaSource(connection),
  sameServer: openRosaServer,
  // It may be an Ona.
  needsOwner: true,
};
