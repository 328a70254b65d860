import { dirname } from 'node:path';
import type { LeavePlan } from '../../core/model/leave.ts';
import type { ExportedFile } from '../../core/store/exported.ts';
import { readableIn } from '../../core/store/readable-in.ts';
import { sizeOf } from '../workspace/size-of.ts';
import { keptBy } from '../workspace/workspace-kind.ts';
import { exportedFiles } from './exported-files.ts';
import {
  backups,
  keyFiles,
  knownKeys,
  knownPasswords,
  type LeaveContext,
  stayingExports,
} from './leave-context.ts';

/** How many folders a row names. Of further folders it shows the number. */
const MOST_PLACES = 3;

/**
 * Returns what a workspace and its exports keep on this computer, for a person who leaves it. Takes the name
 * of the workspace, and the folders of the other workspaces on this computer.
 */
export async function planLeave(
  context: LeaveContext,
  workspaceName: string,
  others: readonly string[],
): Promise<LeavePlan> {
  const { workspace } = context;
  const { own, changed } = exportedFiles(workspace);
  const row = { where: workspace.folder, bytes: null };
  return {
    rows: [
      // OpenRosa servers have no sessions, so there is nothing to sign out of.
      { item: 'sign-out', count: 0, where: '', bytes: null, isChosenFirst: true },
      { item: 'passwords', count: knownPasswords(context), ...row, isChosenFirst: true },
      { item: 'keys', count: knownKeys(context).size, ...row, isChosenFirst: true },
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
    workspace: {
      path: workspace.folder,
      readable: needsPassphrase(workspace.folder) ? 0 : workspace.submissionCounts.readable(),
    },
    otherWorkspaces: others.flatMap((path) => {
      const readable = needsPassphrase(path) ? 0 : readableIn(path);
      return readable === undefined ? [] : [{ path, readable }];
    }),
    workspaceName,
    stays: [...keyFiles(context), ...backups(context), ...stayingExports({ own, changed })],
  };
}

/** The folders of these files: the first few by name. */
function placesOf(files: readonly ExportedFile[]): string {
  const folders = [...new Set(files.map(({ path }) => dirname(path)))];
  const named = folders.slice(0, MOST_PLACES).join(', ');
  return folders.length > MOST_PLACES ? `${named}, … (${folders.length})` : named;
}

/**
 * Whether nobody can read a workspace without its passphrase or recovery code. One that the system's keychain unlocks
 * can be read by everyone who uses this account.
 */
function needsPassphrase(folder: string): boolean {
  try {
    return keptBy(folder)?.hasKeychain === false;
  } catch {
    return false;
  }
}
