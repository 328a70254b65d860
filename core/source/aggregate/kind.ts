import { parseChallenges } from '../http/challenge.ts';
import { one } from '../http/header.ts';
import type { Kind } from '../kind.ts';
import { openRosaServer } from '../openrosa/same-server.ts';

/** ODK Aggregate: the Briefcase protocol that it has brought into the world (`server-apis` §6). */
export const aggregate: Kind<'aggregate'> = {
  id: 'aggregate',
  products: ['aggregate', 'openrosa'],
  recognise: ({ url }) => (url.pathname.endsWith('/Aggregate.html') ? 'certain' : null),
  check: {
    byList: ({ list: { headers } }) => {
      const challenges = parseChallenges(headers['www-authenticate']);
      const isNamed = challenges.some(({ params }) => /aggregate/i.test(params.get('realm') ?? ''));
      const longest = one(headers['x-openrosa-accept-content-length']);
      return isNamed || longest === '10485760' ? 'aggregate' : null;
    },
  },
  // Its roles are for the whole server, so that an account which reads a form sees all of it.
  connect: async (connection) =>
    (await import('../openrosa/openrosa.ts')).openRosaSource(connection, { seesAll: true }),
  sameServer: openRosaServer,
};
