import { resolve } from 'node:path';
import { addByAddress } from '../../app/servers/add-by-address.ts';
import { takeForKind } from '../../app/servers/change-server.ts';
import { removeSource } from '../../app/servers/remove-source.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ServerSettings } from '../../core/model/server.ts';
import type { ServerKind } from '../../core/model/server-kind.ts';
import { type CommonOptions, withWorkspace } from '../context.ts';
import { note, printJson, printLine, printTable } from '../output.ts';

export interface AddServerOptions {
  readonly url: string;
  /** Left out: the address decides, or the first connection finds it out. */
  readonly kind?: ServerKind;
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly tokenEnv?: string;
  readonly bearer?: boolean;
  readonly caFile?: string;
  readonly proxy?: string;
}

/**
 * `attache servers add`: stores a server's address and login. Of the password it stores only the variable's
 * name.
 */
export function addServer(common: CommonOptions, name: string, options: AddServerOptions): Promise<void> {
  return withWorkspace(common, (workspace) => {
    const added = addByAddress(workspace, {
      name,
      kind: options.kind ?? null,
      url: options.url,
      login: loginOf(options),
      caFile: options.caFile === undefined ? null : resolve(options.caFile),
      proxy: options.proxy ?? null,
    });
    if (added === null) {
      throw new Problem('usage.bad_option', {
        option: '--url',
        expected: 'an address that starts with https://',
      });
    }
    const { kind, settings } = added.server;
    if (common.json) {
      printJson({ name, kind, ...settings });
      return;
    }
    const what =
      kind === 'auto' ? 'Attaché finds out its kind at the first connection' : `a server of the kind ${kind}`;
    printLine(`Added ${name}: ${what}. Test it with "attache servers test ${name}".`);
    if (added.isOnlyForSending) {
      note(
        'This is the address of an app user, who can only send. Attaché left its key out. Sign in with the account of somebody who may view submissions (--user).',
      );
    }
  });
}

function loginOf({ user, passwordEnv, tokenEnv, bearer }: AddServerOptions): ServerSettings['login'] {
  if (tokenEnv !== undefined) return { kind: bearer === true ? 'bearer' : 'token', tokenEnv };
  if (user !== undefined) return { kind: 'password', user, passwordEnv: passwordEnv ?? null };
  return { kind: 'none' };
}

function accountOf(login: ServerSettings['login']): string {
  return login.kind === 'password' ? login.user : login.kind;
}

export function listServers(common: CommonOptions): Promise<void> {
  return withWorkspace(common, ({ servers, runs }) => {
    const all = servers.all();
    if (common.json) {
      printJson(
        all.map(({ name, kind, settings }) => ({ name, kind, ...settings, lastRun: runs.lastEnd(name) })),
      );
      return;
    }
    printTable(
      ['name', 'kind', 'address', 'login', 'last run'],
      all.map((server) => [
        server.name,
        server.kind,
        server.kind === 'folder' ? server.settings.path : server.settings.url,
        server.kind === 'folder' ? 'none' : accountOf(server.settings.login),
        runs.lastEnd(server.name) ?? 'never',
      ]),
    );
    if (all.length === 0) note('No servers yet. Add one with "attache servers add".');
  });
}

/** `attache servers change`: changes the kind of a server. */
export function changeServer(common: CommonOptions, name: string, kind: ServerKind): Promise<void> {
  return withWorkspace(common, (workspace) => {
    const { settings } = takeForKind(workspace, name, kind);
    if (common.json) printJson({ name, kind, ...settings });
    else printLine(`The kind of ${name} is now ${kind}. Test it with "attache servers test ${name}".`);
  });
}

export function removeServer(common: CommonOptions, name: string): Promise<void> {
  return withWorkspace(common, (workspace) => {
    removeSource(workspace, name, null);
    if (common.json) printJson({ removed: name });
    else printLine(`Removed ${name}. Its pulled submissions stay in the workspace.`);
  });
}
