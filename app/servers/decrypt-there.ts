import { placeOf } from '../../core/export/out-folder.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { DecryptedByServer, NotDecryptedByServer } from '../../core/model/decrypted-by-server.ts';
import type { WebServer } from '../../core/model/server.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type ConnectOptions, connectionTo } from '../sources/connection.ts';
import { requireDecryption } from './decrypting-server.ts';
import { findSource } from './find-source.ts';

export interface DecryptThere {
  /** The server, as it was added. */
  readonly server: string;
  readonly formId: string;
  /** Where the files go: each project gets a folder of its own in it. */
  readonly folder: string;
}

/** What the shell is asked, in this order. */
export interface DecryptPorts {
  /** How the server is reached, without its secret. */
  readonly reach: (server: WebServer) => Promise<Omit<ConnectOptions, 'secret'>>;
  /** Whether the passphrase may be sent to that host, which then can read the answers. */
  readonly isAgreed: (host: string) => boolean;
  /** The password or token of the server. */
  readonly secret: (server: WebServer) => Promise<Secret | null>;
  /** The passphrase of the key that the server keeps. Takes what gives the hints that the server has for it. */
  readonly passphrase: (hints: () => Promise<readonly string[]>) => Promise<Secret>;
}

/**
 * Has a server decrypt a form whose key it keeps, and puts what it sends into a folder of its own, apart from the
 * workspace. Returns what became of each project; null where it was not agreed to, and nothing was sent. Throws
 * `usage.server_unknown`, `usage.not_central`, `export.folder_inside`, and what keeps the server from doing it.
 */
export async function decryptThere(
  workspace: Pick<Workspace, 'servers' | 'transaction' | 'folder' | 'incomingFolder'>,
  { server: name, formId, folder }: DecryptThere,
  ports: DecryptPorts,
  signal: AbortSignal,
): Promise<readonly (DecryptedByServer | NotDecryptedByServer)[] | null> {
  const added = findSource(workspace, name);
  if (added.kind === 'folder') throw new Problem('usage.not_central', { name });
  const options = await ports.reach(added);
  const { server, decryption } = await requireDecryption(
    workspace,
    added,
    connectionTo(withoutLogin(added), { ...options, secret: null }),
    signal,
  );
  if (!ports.isAgreed(new URL(server.settings.url).host)) return null;
  const place = placeOf(folder, [workspace.folder]);
  const secret = await ports.secret(server);
  const form = { ...connectionTo(server, { ...options, secret }), formId };
  const passphrase = await ports.passphrase(() => decryption.keptKeyHints(form, signal));
  const { incomingFolder } = workspace;
  return decryption.decryptOnServer({ ...form, passphrase, folder: place, incomingFolder }, signal);
}

/** What a server is, it tells everybody: its login is not asked for before that is known. */
function withoutLogin(server: WebServer): WebServer {
  return { ...server, settings: { ...server.settings, login: { kind: 'none' } } };
}
