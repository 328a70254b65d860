import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { folderAt } from '../../app/folder-source.ts';
import { requireForms, requiringForms } from '../../app/known-forms.ts';
import { folderName } from '../../app/sources.ts';
import type { Server } from '../../core/model/server.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { keysAtHand } from '../keys-at-hand.ts';
import { printRun } from './run-command.ts';
import { takeFrom } from './take.ts';

export interface LineOptions {
  readonly formIds: readonly string[] | null;
  readonly keepCiphertext: boolean;
  /** Leave the files beside forms that choices come from. */
  readonly excludeFormMedia?: boolean;
  readonly threads: number | undefined;
  readonly includeDrafts?: boolean;
}

/**
 * What listings of a folder are kept under: the name that it was added by, else its real path, so that two ways to write
 * it are one source.
 */
export function folderSourceName(folder: string, servers: readonly Server[]): string {
  const path = realPath(resolve(folder));
  const added = servers.find(({ kind, settings }) => kind === 'folder' && realPath(settings.path) === path);
  return added?.name ?? folderName(path);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** `attache import`: takes what is new from a folder. Returns the exit code. */
export function importFolder(common: CommonOptions, folder: string, options: LineOptions): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const { keys } = await keysAtHand(common, workspace, 'unlocked');
    const report = await takeFrom({
      workspace,
      source: await folderAt(resolve(folder), workspace.incomingFolder),
      sourceName: folderSourceName(folder, workspace.servers.all()),
      kind: 'import',
      keys,
      ...options,
      full: true,
      connections: 1,
      signal,
      onListed: requiringForms(folder, options.formIds),
    });
    // Of loose submissions only they themselves name their forms, so that it is known now whether one was of these.
    requireForms(workspace, options.formIds);
    return printRun(report, common.json);
  });
}
