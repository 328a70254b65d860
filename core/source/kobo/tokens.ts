import type { SessionService } from '../http/session.ts';

/**
 * The token of a Kobo account, which both of its hosts take (`server-apis` §4.2). Takes the address of its web site.
 */
export function koboTokens(site: URL): SessionService {
  return {
    scheme: 'Token',
    open: (user, password) => ({
      url: new URL('/token/?format=json', site.origin),
      authorization: `Basic ${Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64')}`,
    }),
    end: null,
  };
}
