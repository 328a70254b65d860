import { addFolder } from '../../app/servers/add-folder.ts';
import { addPlace } from '../../app/servers/add-place.ts';
import { addDraft } from '../../app/servers/add-server.ts';
import { changeServer, takeForKind } from '../../app/servers/change-server.ts';
import { decryptThere } from '../../app/servers/decrypt-there.ts';
import { signIn } from '../../app/servers/keep-secret.ts';
import { listKinds } from '../../app/servers/list-kinds.ts';
import { removeSource } from '../../app/servers/remove-source.ts';
import { proxyFor } from '../../app/servers/server-context.ts';
import { sourceRow, sourceRows } from '../../app/servers/source-rows.ts';
import { takeDrafts } from '../../app/servers/take-drafts.ts';
import { TestedDrafts } from '../../app/servers/tested-drafts.ts';
import { sessionSecret } from '../../app/sources/session-login.ts';
import { Secret } from '../../core/ground/secret.ts';
import { isDecrypted } from '../../core/model/decrypted-by-server.ts';
import { kindOfAddress } from '../../core/source/check/kind-of-address.ts';
import type { Handlers } from '../ipc/contract.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { SourceRow, serversRequests } from '../ipc/servers.ts';
import type { EngineContext } from './context.ts';
import { lineView, rowView, testView } from './server-views.ts';

/** The requests about the servers, folders and zips that submissions come from. */
export function serversHandlers(context: EngineContext): Handlers<keyof typeof serversRequests> {
  const { workspace, secrets, clock } = context;
  const tests = new TestedDrafts();
  const tellAll = (): void => {
    context.emit({ type: 'servers-changed' });
    context.emit({ type: 'forms-changed' });
  };
  const changed = (name: string): SourceRow => {
    tellAll();
    return rowView(sourceRow(context, name));
  };

  return {
    'servers.list': () => sourceRows(context).map(rowView),
    'servers.kinds': () => listKinds(),
    'servers.kindOf': ({ address }) => kindOfAddress(address),
    'servers.test': async ({ testId, server }) => {
      // What looks at certificates is not read before somebody asks for it.
      const { testSource } = await import('../../app/servers/test-source.ts');
      const { signal } = new AbortController();
      const { result, keptFor } = await testSource(
        context,
        tests,
        server,
        (line) => context.emit({ type: 'server-test', testId, line: lineView(line) }),
        signal,
      );
      if (keptFor !== null) context.emit({ type: 'servers-changed' });
      return testView(result);
    },
    'servers.decryptThere': async ({ form, passphrase, placeId }) => {
      const done = await decryptThere(
        workspace,
        { server: form.source, formId: form.formId, folder: context.pathOf(placeId) },
        {
          reach: async ({ settings }) => {
            const { timeout, caFile } = context.settings();
            return { clock, timeout, caFile, proxy: await proxyFor(context, settings.url) };
          },
          // The window has asked.
          isAgreed: () => true,
          secret: (server) => sessionSecret(context, server),
          passphrase: () => Promise.resolve(new Secret(passphrase)),
        },
        new AbortController().signal,
      );
      return (done ?? []).map((one) => {
        if (!isDecrypted(one)) return { project: one.project, problem: problemView(one.problem) };
        const { folder: path, ...facts } = one;
        return { ...facts, place: context.grant(path, true) };
      });
    },
    'servers.add': async (draft) => changed(await addDraft(context, draft, tests.find(draft))),
    'servers.change': async ({ name, draft }) =>
      changed(await changeServer(context, name, draft, tests.find(draft))),
    'servers.changeKind': ({ name, kind }) => changed(takeForKind(workspace, name, kind).name),
    'servers.addPlace': ({ source, ...place }) => changed(addPlace(context, source, place).name),
    'servers.takeDrafts': ({ name, isTaken }) => {
      takeDrafts(workspace, name, isTaken);
      return changed(name);
    },
    'servers.remove': ({ name }) => {
      removeSource(workspace, name, secrets);
      tellAll();
      return null;
    },
    'servers.signIn': async ({ name, secret, remember }) => {
      await signIn(context, name, new Secret(secret), remember);
      return changed(name);
    },
    'servers.addFolder': async ({ placeId }) => {
      const { name, found, forms } = await addFolder(workspace, context.pathOf(placeId));
      return { row: changed(name), found, forms };
    },
  };
}
