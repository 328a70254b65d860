import type { WebServer } from '../../core/model/server.ts';
import type { ServerDraft } from '../../core/model/server-draft.ts';
import { keptAddress, kindWith } from '../../core/source/check/kind-of-address.ts';
import { safeAddress } from '../../core/source/safe-address.ts';
import { freeName } from './free-name.ts';
import { loginSettings } from './login-draft.ts';
import type { ServerParts } from './server-context.ts';

/**
 * Returns the server that a draft describes, as it is stored. Takes the server that the draft changes; null
 * for a new one. A server without a name gets the name of its host, with a number when that name is in use.
 * Throws `source.url_invalid` and `source.url_not_encrypted`.
 */
export function draftedServer(
  workspace: Pick<ServerParts, 'servers'>,
  draft: ServerDraft,
  before: WebServer | null,
): WebServer {
  // Throws for anything that is not a web address, for every kind.
  const base = safeAddress(draft.address);
  const kind = kindWith(draft.kind, draft.address);
  const kept = keptAddress(kind, draft.address);
  // An address that names only a server, or an owner, is stored without the rest.
  const isWhole = kind === 'auto' || kept !== draft.address;
  const url = (isWhole ? kept : base.href).trim().replace(/\/$/, '');
  const { caFile = null, proxy = null } = before?.settings ?? {};
  return {
    name: draft.name ?? before?.name ?? freeName(workspace, base.host),
    kind,
    settings: { url, login: loginSettings(draft.login, before), caFile, proxy },
  };
}
