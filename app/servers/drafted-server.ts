import type { WebServer } from '../../core/model/server.ts';
import type { ServerDraft } from '../../core/model/server-draft.ts';
import { keptAddress, kindWith } from '../../core/source/check/kind-of-address.ts';
import { safeAddress } from '../../core/source/safe-address.ts';
import { freeName } from './free-name.ts';
import { loginSettings } from './login-draft.ts';
import type { ServerParts } from './server-context.ts';

/**
 * The server that a draft stands for, as it is kept. Takes the server that it changes; null where it is a new one. Without a
 * name it gets that of its host, counted up while something has it. Throws `source.url_invalid` and
 * `source.url_not_encrypted`.
 */
export function draftedServer(
  workspace: Pick<ServerParts, 'servers'>,
  draft: ServerDraft,
  before: WebServer | null,
): WebServer {
  // What is no web address is said here, whatever the kind.
  const base = safeAddress(draft.address);
  const kind = kindWith(draft.kind, draft.address);
  const kept = keptAddress(kind, draft.address);
  // What names no more than a server, or an owner, is kept without what stands around it.
  const isWhole = kind === 'auto' || kept !== draft.address;
  const url = (isWhole ? kept : base.href).trim().replace(/\/$/, '');
  const { caFile = null, proxy = null } = before?.settings ?? {};
  return {
    name: draft.name ?? before?.name ?? freeName(workspace, base.host),
    kind,
    settings: { url, login: loginSettings(draft.login, before), caFile, proxy },
  };
}
