import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { isUnchanged } from '../../core/export/own-files.ts';
import type { ExportedFile } from '../../core/store/exported.ts';
import type { LeaveItem, LeavePlan, LeaveReport } from '../ipc/leave.ts';
import type { EngineContext } from './context.ts';
import { sizeOf } from './workspace.ts';

/** The engine's half of leaving a computer: what lies in the workspace, and what exports have written. */
export interface LeaveRoom {
  plan(): Promise<LeavePlan>;
  /** Removes what is chosen, except the workspace itself, whose folder goes when this engine has ended. */
  leave(items: readonly LeaveItem[]): LeaveReport;
}

/** Folders that are named in a row; more are counted. */
const MOST_PLACES = 3;

export function leaveRoom(context: EngineContext): LeaveRoom {
  const { workspace, info, keys, secrets } = context;

  const exported = (): { readonly own: readonly ExportedFile[]; readonly changed: readonly ExportedFile[] } => {
    const { own = [], changed = [], gone = [] } = Object.groupBy(workspace.exported.files(), stateOf);
    // What somebody has deleted or moved away is nothing to remove, and nothing that stays.
    if (gone.length > 0) forgetFiles(gone);
    return { own, changed };
  };
  const forgetFiles = (files: readonly ExportedFile[]): void => {
    workspace.transaction(() => {
      for (const { path } of files) workspace.exported.forgetFile(path);
    });
  };
  const submissions = (): number =>
    workspace.queries.counts().reduce((sum, form) => sum + form.submissions, 0);
  const passwords = (): number => {
    const remembered = workspace.servers
      .all()
      .filter(({ name }) => workspace.sourceStates.protectedSecret(name) !== null)
      .map(({ name }) => name);
    return new Set([...remembered, ...secrets.servers()]).size;
  };
  const allKeys = (): ReadonlyMap<string, string | null> =>
    new Map([
      ...workspace.privateKeys.all().map(({ fingerprint, file }) => [fingerprint, file] as const),
      ...keys.all().map(({ key, file }) => [key.fingerprint, file] as const),
    ]);
  const stays = (): LeavePlan['stays'] => [
    ...new Set([...allKeys().values()].filter((file) => file !== null)),
  ]
    .map((path) => ({ what: 'key-file' as const, path }))
    .concat([]);

  return {
    plan: async () => {
      const { own, changed } = exported();
      const row = { where: workspace.folder, bytes: null };
      return {
        rows: [
          // Servers of the OpenRosa kind know no sessions: there is nothing to sign out of.
          { item: 'sign-out', count: 0, where: '', bytes: null, isChosenFirst: true },
          { item: 'passwords', count: passwords(), ...row, isChosenFirst: true },
          { item: 'keys', count: allKeys().size, ...row, isChosenFirst: true },
          {
            item: 'workspace',
            count: submissions(),
            where: workspace.folder,
            bytes: await sizeOf(workspace.folder),
            isChosenFirst: false,
          },
          {
            item: 'exports',
            count: own.length,
            where: placesOf(own),
            bytes: own.reduce((sum, { size }) => sum + (size ?? 0), 0),
            isChosenFirst: false,
          },
        ],
        workspaceName: info.name,
        stays: [...stays(), ...changed.map(({ path }) => ({ what: 'changed-export' as const, path }))],
      };
    },
    leave: (items) => {
      const done: { item: LeaveItem; count: number }[] = [];
      const failed: LeaveReport['failed'][number][] = [];
      const remaining = stays();
      if (items.includes('sign-out')) done.push({ item: 'sign-out', count: 0 });
      if (items.includes('passwords')) {
        const count = passwords();
        workspace.transaction(() => workspace.leaving.forgetPasswords());
        for (const server of secrets.servers()) secrets.forget(server);
        done.push({ item: 'passwords', count });
      }
      if (items.includes('keys')) {
        const count = allKeys().size;
        workspace.transaction(() => workspace.leaving.forgetKeys());
        for (const { key } of keys.all()) keys.forget(key.fingerprint);
        done.push({ item: 'keys', count });
      }
      const { own, changed } = exported();
      if (items.includes('exports')) {
        const wrong = own.flatMap(({ path }) => removed(path));
        failed.push(...wrong);
        const kept = new Set(wrong.map(({ path }) => path));
        const gone = own.filter(({ path }) => !kept.has(path));
        forgetFiles(gone);
        done.push({ item: 'exports', count: gone.length });
      }
      if (items.includes('passwords') || items.includes('keys')) workspace.leaving.scrub();
      if (items.includes('workspace')) done.push({ item: 'workspace', count: submissions() });
      return {
        done,
        failed,
        stays: [...remaining, ...changed.map(({ path }) => ({ what: 'changed-export' as const, path }))],
      };
    },
  };
}

function stateOf(file: ExportedFile): 'own' | 'changed' | 'gone' {
  const { path, size, modifiedMs } = file;
  const isThere = currentState(path) !== null;
  if (!isThere) return 'gone';
  // Files of the time when size and time were not written down may be anybody's by now.
  return size !== null && modifiedMs !== null && isUnchanged(path, { size, modifiedMs }) ? 'own' : 'changed';
}

function removed(path: string): LeaveReport['failed'][number][] {
  try {
    rmSync(path, { maxRetries: 3 });
    return [];
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return [{ item: 'exports', path, why }];
  }
}

/** The folders that files lie in: a few by name. */
function placesOf(files: readonly ExportedFile[]): string {
  const folders = [...new Set(files.map(({ path }) => dirname(path)))];
  const named = folders.slice(0, MOST_PLACES).join(', ');
  return folders.length > MOST_PLACES ? `${named}, … (${folders.length})` : named;
}
