import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Clock } from '../../core/ground/clock.ts';
import type { RunReport } from '../../core/model/run-report.ts';
import type { Server } from '../../core/model/server.ts';
import { folderName } from '../../core/model/source-name.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { requireForms, requiringForms } from '../forms/known-forms.ts';
import { folderAt } from '../sources/folder-source.ts';
import { type Onlooker, type ReadKeys, type RunChoice, runSource } from './run-source.ts';

export interface ImportOptions extends RunChoice {
  readonly workspace: Workspace;
  /** The path of a folder or zip, as the user wrote it. */
  readonly folder: string;
  readonly keys: ReadKeys;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Imports the new submissions of a folder or zip, added as a source or not. Throws `usage.form_unknown` for a
 * form that is not in it, `source.*` when it cannot be read, and the problem that stops the run.
 */
export async function importFolder(options: ImportOptions, onlooker: Onlooker): Promise<RunReport> {
  const { folder, ...run } = options;
  const { workspace, formIds } = run;
  const keys = await run.keys();
  const source = await folderAt(resolve(folder), workspace);
  const report = await runSource(
    {
      ...run,
      keys,
      source,
      sourceName: nameOfFolder(folder, workspace.servers.all()),
      kind: 'import',
      full: true,
      connections: 1,
      onListed: requiringForms(folder, formIds),
    },
    onlooker,
  );
  // Only loose submissions themselves name their forms. So the check for unknown forms is possible only now.
  requireForms(workspace, formIds);
  return report;
}

/**
 * Returns the source name for a folder: the name that it was added with, else its real path. So two ways to
 * write a path are one source.
 */
export function nameOfFolder(folder: string, servers: readonly Server[]): string {
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
