import { dirname } from 'node:path';
import { isUnchanged, stateOf } from '../../core/ground/own-files.ts';
import { rmSync } from '../../core/ground/patient-files.ts';
import type { ExportedFile } from '../../core/store/exported.ts';
import { readableIn } from '../../core/store/readable-in.ts';
import type { LeaveItem, LeavePlan, LeaveReport } from '../ipc/leave.ts';
import type { EngineContext } from './context.ts';
import { sizeOf } from './workspace.ts';

/** The engine's half of leaving a computer: what lies in the workspace, and what exports have written. */
export interface LeaveRoom {
  plan(others: readonly string[]): Promise<LeavePlan>;
  /** Removes what is chosen, except the workspace itself, whose folder goes when this engine has ended. */
  leave(items: readonly LeaveItem[]): LeaveReport;
}

/** Folders that are named in a row; more are counted. */
const MOST_PLACES = 3;

export function leaveRoom(context: EngineContext): LeaveRoom {
  const { workspace, info, keys, secrets } = context;

  const exported = (): {
    readonly own: readonly ExportedFile[];
    readonly changed: readonly ExportedFile[];
  } => {
    const { own = [], changed = [], gone = [] } = Object.groupBy(workspace.exported.files(), fateOf);
    // What somebody has deleted or moved away is nothing to remove, and nothing that stays.
    if (gone.length > 0) forgetFiles(gone);
    return { own, changed };
  };
  const forgetFiles = (files: readonly ExportedFile[]): void => {
    workspace.transaction(() => {
      for (const { path } of files) workspace.exported.forgetFile(path);
    });
  };
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
  const keyFiles = (): LeavePlan['stays'] => {
    const files = [...allKeys().values()].filter((file) => file !== null);
    return [...new Set(files)].map((path) => ({ what: 'key-file' as const, path }));
  };

  return {
    plan: async (others) => {
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
            count: workspace.submissionCounts.hereOnce().here,
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
        workspace: { path: workspace.folder, readable: workspace.submissionCounts.readable() },
        otherWorkspaces: others.flatMap((path) => {
          const readable = readableIn(path);
          return readable === undefined ? [] : [{ path, readable }];
        }),
        workspaceName: info.name,
        stays: [...keyFiles(), ...changed.map(changedExport)],
      };
    },
    leave: (items) => {
      const done: { item: LeaveItem; count: number }[] = [];
      const failed: LeaveReport['failed'][number][] = [];
      const keyFilesBefore = keyFiles();
      /** One item that cannot be removed does not keep the others. */
      const attempt = (item: LeaveItem, work: () => number): void => {
        if (!items.includes(item)) return;
        try {
          done.push({ item, count: work() });
        } catch (error) {
          failed.push({ item, path: workspace.folder, why: codeOf(error) });
        }
      };
      attempt('sign-out', () => 0);
      attempt('passwords', () => {
        const count = passwords();
        for (const server of secrets.servers()) secrets.forget(server);
        workspace.transaction(() => workspace.leaving.forgetPasswords());
        workspace.leaving.scrub();
        return count;
      });
      attempt('keys', () => {
        const count = allKeys().size;
        for (const { key } of keys.all()) keys.forget(key.fingerprint);
        workspace.transaction(() => workspace.leaving.forgetKeys());
        workspace.leaving.scrub();
        return count;
      });
      const { own, changed } = exported();
      attempt('exports', () => {
        const wrong = own.flatMap(({ path }) => removed(path));
        failed.push(...wrong);
        const left = new Set(wrong.map(({ path }) => path));
        const gone = own.filter(({ path }) => !left.has(path));
        forgetFiles(gone);
        return gone.length;
      });
      attempt('workspace', () => workspace.submissionCounts.hereOnce().here);
      return { done, failed, stays: [...keyFilesBefore, ...changed.map(changedExport)] };
    },
  };
}

function changedExport({ path }: ExportedFile): LeavePlan['stays'][number] {
  return { what: 'changed-export', path };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function fateOf(file: ExportedFile): 'own' | 'changed' | 'gone' {
  if (stateOf(file.path) === null) return 'gone';
  // Files of the time when size and time were not written down may be anybody's by now.
  return file.size !== null && isUnchanged(file.path, file) ? 'own' : 'changed';
}

function removed(path: string): LeaveReport['failed'][number][] {
  try {
    rmSync(path);
    return [];
  } catch (error) {
    return [{ item: 'exports', path, why: codeOf(error) }];
  }
}

/** The folders that files lie in: a few by name. */
function placesOf(files: readonly ExportedFile[]): string {
  const folders = [...new Set(files.map(({ path }) => dirname(path)))];
  const named = folders.slice(0, MOST_PLACES).join(', ');
  return folders.length > MOST_PLACES ? `${named}, … (${folders.length})` : named;
}
