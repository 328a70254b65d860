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
  /** The name of an added server. */
  readonly server: string;
  readonly formId: string;
  /** The folder for the files. Each project gets a folder inside it. */
  readonly folder: string;
}

/** What the command line or the window provides, in this order. */
export interface DecryptPorts {
  /** Returns how the server is reached, without its secret. */
  readonly reach: (server: WebServer) => Promise<Omit<ConnectOptions, 'secret'>>;
  /** Returns whether the passphrase may be sent to this host, which can then read the answers. */
  readonly isAgreed: (host: string) => boolean;
  /** Returns the password or token of the server. */
  readonly secret: (server: WebServer) => Promise<Secret | null>;
  /**
   * Returns the passphrase of the key that the server keeps. Takes a function that gives the server's hints
   * for it.
   */
  readonly passphrase: (hints: () => Promise<readonly string[]>) => Promise<Secret>;
}

/**
 * Has a server decrypt a form whose key it keeps, and writes what it sends to a folder outside the workspace.
 * Returns the result of each project; null when the user did not agree, and then nothing was sent. Throws
 * `usage.server_unknown`, `usage.not_central`, `export.folder_inside`, and the problem that stops the server.
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

/** A server tells everybody what it is, so the login is not needed before its kind is known. */
function withoutLogin(server: WebServer): WebServer {
  return { ...server, settings: { ...server.settings, login: { kind: 'none' } } };
}
