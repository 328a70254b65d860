import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { folderSource } from '../../core/source/folder.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { keysAtHand } from '../keys-at-hand.ts';
import { printRun } from './run-command.ts';
import { takeFrom } from './take.ts';

export interface LineOptions {
  readonly formIds: readonly string[] | null;
  readonly keepCiphertext: boolean;
  readonly threads: number | undefined;
}

/** What listings of a folder are kept under: its real path, so that two ways to write it are one source. */
export function folderSourceName(folder: string): string {
  const absolute = resolve(folder);
  try {
    return `folder:${realpathSync(absolute)}`;
  } catch {
    return `folder:${absolute}`;
  }
}

/** `attache import`: takes what is new from a folder. Returns the exit code. */
export function importFolder(common: CommonOptions, folder: string, options: LineOptions): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const { keys } = await keysAtHand(common, workspace, 'unlocked');
    const report = await takeFrom({
      workspace,
      source: folderSource({ folder: resolve(folder) }),
      sourceName: folderSourceName(folder),
      kind: 'import',
      keys,
      ...options,
      full: true,
      connections: 1,
      signal,
    });
    return printRun(report, common.json);
  });
}
