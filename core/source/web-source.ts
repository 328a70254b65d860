import type { ServerKind } from '../model/server-kind.ts';
import { sendableLogin } from './http/sendable-login.ts';
import type { OpenRosaOptions } from './openrosa/openrosa.ts';
import { safeAddress } from './safe-address.ts';
import type { Source } from './source.ts';

/**
 * The source behind a server of that kind. No request is sent yet. Throws a Problem when the address or the CA file
 * cannot be used, or the login cannot be sent or must not travel to that address. Loads only what that kind needs.
 */
export async function webSource(kind: ServerKind, asked: OpenRosaOptions): Promise<Source> {
  const options = { ...asked, login: sendableLogin(asked.login, safeAddress(asked.url).host) };
  switch (kind) {
    case 'ona':
      return (await import('./ona/ona.ts')).onaSource(options);
    case 'kobo':
      return (await import('./kobo/kobo.ts')).koboSource(options);
    case 'central':
      return (await import('./central/central.ts')).centralSource(options);
    case 'aggregate':
      // Its roles are for the whole server.
      return (await import('./openrosa/openrosa.ts')).openRosaSource(options, true);
    case 'openrosa':
      return (await import('./openrosa/openrosa.ts')).openRosaSource(options);
  }
}
