import { resolve } from 'node:path';
import { Problem } from '../../core/problem.ts';
import { EXIT } from '../../core/problems/spec.ts';
import { centralAddress } from '../../core/source/central-address.ts';
import type { ServerKind } from '../../core/source/web-source.ts';
import { type ServerSettings, serverSettings } from '../../core/store/servers.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { note, printJson, printLine, printTable } from '../output.ts';
import { connect } from '../server-source.ts';

export interface AddServerOptions {
  readonly url: string;
  readonly kind: ServerKind;
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly tokenEnv?: string;
  readonly bearer?: boolean;
  readonly caFile?: string;
  readonly proxy?: string;
}

/** `attache servers add`: keeps a server's address and login; of a password only its variable's name. */
export function addServer(common: CommonOptions, name: string, options: AddServerOptions): Promise<void> {
  return withWorkspace(common, ({ servers }) => {
    const parsed = serverSettings.safeParse({
      url: options.kind === 'central' ? centralAddress(options.url).href : options.url,
      login: loginOf(options),
      caFile: options.caFile === undefined ? null : resolve(options.caFile),
      proxy: options.proxy ?? null,
    });
    if (!parsed.success) {
      throw new Problem('usage.bad_option', {
        option: '--url',
        expected: 'an address that starts with https://',
      });
    }
    if (!servers.add({ name, kind: options.kind, settings: parsed.data })) {
      throw new Problem('usage.server_exists', { name });
    }
    if (common.json) printJson({ name, kind: options.kind, ...parsed.data });
    else printLine(`Added ${name}. Try it with "attache servers test ${name}".`);
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
    if (all.length === 0) note('No servers yet. Use "attache servers add".');
  });
}

/** `attache servers test`: reaches the server, logs in and lists its forms. Throws the problem that it met. */
export function testServer(common: CommonOptions, name: string): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async ({ servers, incomingFolder }) => {
    const server = servers.find(name);
    if (server === null) throw new Problem('usage.server_unknown', { name });
    const source = await connect(server, { incomingFolder });
    try {
      const forms = (await source.listForms(signal)).map((form) => ({
        formId: form.formId,
        version: form.version,
        title: form.name,
        submissions: form.counted ?? null,
        keyKeptByServer: form.isKeyKept === true,
      }));
      if (common.json) printJson({ name, ok: true, forms });
      else {
        printLine(`${name} answers and accepts the login. Its forms:`);
        printTable(
          ['form', 'version', 'submissions', 'key', 'title'],
          forms.map(({ formId, version, submissions, keyKeptByServer, title }) => [
            formId,
            version,
            submissions ?? '',
            keyKeptByServer ? 'kept by the server' : '',
            title,
          ]),
        );
      }
      return EXIT.ok;
    } finally {
      await source.close();
    }
  });
}

export function removeServer(common: CommonOptions, name: string): Promise<void> {
  return withWorkspace(common, ({ servers }) => {
    if (!servers.remove(name)) throw new Problem('usage.server_unknown', { name });
    if (common.json) printJson({ removed: name });
    else printLine(`Removed ${name}. What was pulled from it stays in the workspace.`);
  });
}
