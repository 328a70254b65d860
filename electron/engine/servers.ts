import { addPlace } from '../../app/add-place.ts';
import { connectionTo } from '../../app/connection.ts';
import { requireDecryption } from '../../app/decrypting-server.ts';
import { changeKind } from '../../app/server-kind.ts';
import { sessionSecret } from '../../app/session-login.ts';
import { placeOf } from '../../core/export/out-folder.ts';
import { isRefusedLogin, Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { serverKindFacts } from '../../core/ground/server-kinds.ts';
import type { Server, WebServer } from '../../core/model/server.ts';
import type { CheckLine } from '../../core/source/check/check-line.ts';
import { keptAddress, kindOfAddress, kindWith } from '../../core/source/check/kind-of-address.ts';
import type { Login } from '../../core/source/http/login.ts';
import { kinds } from '../../core/source/kinds.ts';
import { safeAddress } from '../../core/source/safe-address.ts';
import { isDecrypted } from '../../core/source/server-decryption.ts';
import { problemView } from '../ipc/answer.ts';
import type { Handlers, Payload } from '../ipc/contract.ts';
import type { LoginDraft, ServerDraft, serversRequests, TestLine, TestResult } from '../ipc/servers.ts';
import { proxyFor } from './connect.ts';
import type { EngineContext } from './context.ts';
import { type AddFolder, folderAdder } from './folder-sources.ts';
import { accountOf, baseOf, isSamePlace, loginSettings, loginWith } from './server-logins.ts';
import { sourceRow, sourceRows } from './source-rows.ts';
import { TestedDrafts } from './tested-drafts.ts';

/** The requests about the servers, folders and zips that submissions come from. */
export function serversHandlers(
  context: EngineContext,
  addFolder: AddFolder = folderAdder(context),
): Handlers<keyof typeof serversRequests> {
  const { workspace, secrets, clock } = context;
  const tests = new TestedDrafts();

  const changed = (name: string): ReturnType<typeof sourceRow> => {
    context.emit({ type: 'servers-changed' });
    context.emit({ type: 'forms-changed' });
    return sourceRow(context, name);
  };
  const found = (name: string): Server => {
    const server = workspace.servers.find(name);
    if (server === null) throw new Problem('usage.server_unknown', { name });
    return server;
  };
  const foundOnWeb = (name: string): WebServer => {
    const server = found(name);
    if (server.kind === 'folder') throw new Problem('usage.server_unknown', { name });
    return server;
  };

  /** Keeps a password or token for the session and, when it is to be remembered, by the keychain. */
  const keepSecret = async (name: string, secret: Secret, remember: boolean): Promise<void> => {
    const { keychain } = context;
    if (remember && keychain === null) throw new Problem('engine.no_keychain', {});
    const kept = remember && keychain !== null ? await keychain.protect(secret.reveal()) : null;
    workspace.transaction(() => {
      workspace.sourceStates.setProtectedSecret(name, kept);
      // Another login was given: what the one before it has met says nothing of it.
      const met = workspace.sourceStates.allNotReached().get(name)?.problem;
      if (met !== undefined && isRefusedLogin(met)) workspace.sourceStates.reached(name);
    });
    secrets.keep(name, secret);
  };

  /** What was typed in, or what is known of the server that it is for; null when it is not known. */
  const secretFor = async (login: LoginDraft, instead: WebServer | null): Promise<Secret | null> => {
    if (login.kind === 'none') return null;
    const typed = login.kind === 'password' ? login.password : login.token;
    if (typed !== null) return new Secret(typed);
    if (instead === null || accountOf(instead.settings.login) !== accountOf(login)) return null;
    return sessionSecret(context, instead);
  };

  return {
    'servers.list': () => sourceRows(context),
    'servers.kinds': () =>
      kinds.map(({ id, decryption }) => ({
        kind: id,
        decryptsWhenAsked: decryption !== undefined,
        hasTokenPage: serverKindFacts[id].tokenPage !== null,
      })),
    'servers.kindOf': ({ address }) => kindOfAddress(address),
    'servers.test': async ({ testId, server }) => {
      const tested = 'draft' in server ? await drafted(server) : await kept(server.name);
      const { timeout, caFile } = context.settings();
      const { testServer } = await import('../../app/test-server.ts');
      const result = await testServer(
        workspace,
        {
          name: 'name' in server ? server.name : null,
          kind: tested.kind,
          url: tested.url,
          login: tested.login,
          caFile: tested.caFile ?? caFile,
          proxy: tested.proxy,
          timeout,
          clock,
          onLine: (line) => context.emit({ type: 'server-test', testId, line: lineView(line) }),
        },
        new AbortController().signal,
      );
      const lines = result.lines.map(lineView);
      const { isGood, kind } = result;
      const forms = result.forms === null ? null : new Set(result.forms.map(({ formId }) => formId)).size;
      const done: TestResult = { at: clock.now().toISOString(), isGood, lines, forms, kind };
      if ('draft' in server) tests.keep(server.draft, done);
      const name = 'name' in server ? server.name : namedBy(server);
      if (name !== null) {
        keepTest(name, done);
        context.emit({ type: 'servers-changed' });
      }
      return done;
    },
    'servers.decryptThere': async ({ form, passphrase, placeId }) => {
      const server = foundOnWeb(form.source);
      const secret = await sessionSecret(context, server);
      const { timeout, caFile } = context.settings();
      const proxy = await proxyFor(context, server.settings.url);
      const folder = context.pathOf(placeId);
      const { signal } = new AbortController();
      const connection = connectionTo(server, { clock, secret, proxy, caFile, timeout });
      const { decryption } = await requireDecryption(workspace, server, connection, signal);
      const done = await decryption.decryptOnServer(
        {
          ...connection,
          formId: form.formId,
          passphrase: new Secret(passphrase),
          folder: placeOf(folder, [workspace.folder]),
          incomingFolder: workspace.incomingFolder,
        },
        signal,
      );
      return done.map((one) => {
        if (!isDecrypted(one)) return { project: one.project, problem: problemView(one.problem) };
        const { folder: path, ...facts } = one;
        return { ...facts, place: context.grant(path, true) };
      });
    },
    'servers.add': async (draft) => {
      const server = serverOf(draft, null);
      if (workspace.servers.find(server.name) !== null) {
        throw new Problem('usage.server_exists', { name: server.name });
      }
      const secret = await secretFor(draft.login, null);
      if (draft.remember && context.keychain === null) throw new Problem('engine.no_keychain', {});
      workspace.transaction(() => workspace.servers.add(server));
      if (secret !== null) await keepSecret(server.name, secret, draft.remember);
      const test = tests.find(draft);
      if (test !== null) keepTest(server.name, test);
      return changed(server.name);
    },
    'servers.change': async ({ name, draft }) => {
      const before = foundOnWeb(name);
      const after = serverOf(draft, before);
      if (after.name !== name && workspace.servers.isUsed(after.name)) {
        throw new Problem('usage.server_exists', { name: after.name });
      }
      const secret = await knownOrTyped(draft, isSamePlace(before, after) ? before : null);
      const test = tests.find(draft);
      if (draft.remember && context.keychain === null) throw new Problem('engine.no_keychain', {});
      workspace.transaction(() => {
        workspace.servers.change(name, after);
        workspace.sourceStates.setProtectedSecret(after.name, null);
        workspace.sourceStates.setLastTest(after.name, test === null ? null : JSON.stringify(test));
      });
      secrets.forget(name);
      if (secret !== null) await keepSecret(after.name, secret, draft.remember);
      return changed(after.name);
    },
    'servers.changeKind': ({ name, kind }) => {
      changeKind(workspace, name, kind);
      workspace.transaction(() => workspace.sourceStates.setLastTest(name, null));
      return changed(name);
    },
    'servers.addPlace': ({ source, ...place }) => {
      const { name } = addPlace(workspace, source, place);
      const secret = secrets.find(source);
      if (secret !== null) secrets.keep(name, secret);
      const { sourceStates } = workspace;
      const kept = sourceStates.protectedSecret(source);
      if (kept !== null) workspace.transaction(() => sourceStates.setProtectedSecret(name, kept));
      return changed(name);
    },
    'servers.takeDrafts': async ({ name, isTaken }) => {
      const server = found(name);
      if (server.kind !== 'folder') throw new Problem('usage.server_unknown', { name });
      const settings = { ...server.settings, drafts: isTaken };
      workspace.transaction(() => workspace.servers.change(name, { ...server, settings }));
      return changed(name);
    },
    'servers.remove': ({ name }) => {
      found(name);
      workspace.transaction(() => {
        workspace.servers.remove(name);
        workspace.sourceStates.forget(name);
      });
      secrets.forget(name);
      context.emit({ type: 'servers-changed' });
      context.emit({ type: 'forms-changed' });
      return null;
    },
    'servers.signIn': async ({ name, secret, remember }) => {
      foundOnWeb(name);
      await keepSecret(name, new Secret(secret), remember);
      return changed(name);
    },
    'servers.addFolder': async ({ placeId }) => {
      const { name, found: layout, forms } = await addFolder(context.pathOf(placeId));
      return { row: changed(name), found: layout, forms };
    },
  };

  /** The secret of a server that is changed and stays where it is: when nothing is typed, the known one, if any. */
  async function knownOrTyped(draft: ServerDraft, before: WebServer | null): Promise<Secret | null> {
    try {
      return await secretFor(draft.login, before);
    } catch (error) {
      if (error instanceof Problem && error.code === 'engine.sign_in_needed') return null;
      throw error;
    }
  }

  /** A name of its own: as typed, or the host, counted up while something has it. */
  function nameOf({ name, address }: ServerDraft, before: WebServer | null): string {
    if (name !== null) return name;
    if (before !== null) return before.name;
    const { host } = safeAddress(address);
    for (let n = 1; ; n += 1) {
      const candidate = n === 1 ? host : `${host} (${n})`;
      if (!workspace.servers.isUsed(candidate)) return candidate;
    }
  }

  function serverOf(draft: ServerDraft, before: WebServer | null): WebServer {
    // What is no web address is told here, whatever the kind.
    const base = safeAddress(draft.address);
    const kind = kindWith(draft.kind, draft.address);
    const kept = keptAddress(kind, draft.address);
    // What names no more than a server, or an owner, is kept without what stands around it.
    const isWhole = kind === 'auto' || kept !== draft.address;
    const url = (isWhole ? kept : base.href).trim().replace(/\/$/, '');
    const { caFile = null, proxy = null } = before?.settings ?? {};
    return {
      name: nameOf(draft, before),
      kind,
      settings: { url, login: loginSettings(draft.login, before), caFile, proxy },
    };
  }

  async function drafted({
    draft,
    instead,
  }: Extract<Payload<'servers.test'>['server'], { draft: unknown }>): Promise<Tested> {
    const before = instead === null ? null : foundOnWeb(instead);
    const { login, address } = draft;
    const kind = kindWith(draft.kind, address);
    const { caFile = null, proxy = null } = before?.settings ?? {};
    const isKnown = before !== null && isSamePlace(before, { settings: { url: address } });
    const secret = await secretFor(login, isKnown ? before : null);
    return {
      kind,
      url: address,
      login: loginWith(login, secret, before?.name ?? address),
      caFile,
      proxy: proxy ?? (await proxyOf(address)),
    };
  }

  async function kept(name: string): Promise<Tested> {
    const server = foundOnWeb(name);
    const { url, login, caFile, proxy } = server.settings;
    const secret = await sessionSecret(context, server);
    return {
      kind: server.kind,
      url,
      login: loginWith(login, secret, name),
      caFile,
      proxy: proxy ?? (await proxyOf(url)),
    };
  }

  /** What is wrong with an address is the test's to say. */
  function proxyOf(address: string): Promise<string | null> {
    const base = baseOf(address);
    return base === null ? Promise.resolve(null) : proxyFor(context, base.href);
  }

  /** The server that a draft is of, where nothing of how it is reached was changed: its test is the server's own. */
  function namedBy({
    draft,
    instead,
  }: Extract<Payload<'servers.test'>['server'], { draft: unknown }>): string | null {
    if (instead === null) return null;
    const { name, kind, settings } = foundOnWeb(instead);
    const typed = draft.login.kind === 'password' ? draft.login.password : null;
    const token = draft.login.kind === 'token' ? draft.login.token : null;
    const isSame =
      typed === null &&
      token === null &&
      draft.kind === kind &&
      baseOf(draft.address)?.href === baseOf(settings.url)?.href &&
      accountOf(draft.login) === accountOf(settings.login);
    return isSame ? name : null;
  }

  /** Keeps how a test ended, and whether the server was reached. */
  function keepTest(name: string, test: TestResult): void {
    const [address] = test.lines;
    workspace.transaction(() => {
      workspace.sourceStates.setLastTest(name, JSON.stringify(test));
      if (address?.state === 'ok') workspace.sourceStates.reached(name);
    });
  }
}

interface Tested {
  readonly kind: WebServer['kind'];
  readonly url: string;
  readonly login: Login;
  readonly caFile: string | null;
  readonly proxy: string | null;
}

/** A line as it is told and kept: its problem in words, no text of a server. */
function lineView({ problem, ...line }: CheckLine): TestLine {
  return { ...line, problem: problem === null ? null : problemView(problem) };
}
