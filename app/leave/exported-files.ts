import { isUnchanged, stateOf } from '../../core/ground/own-files.ts';
import type { ExportedFile } from '../../core/store/exported.ts';
import type { LeaveContext } from './leave-context.ts';

type Parts = Pick<LeaveContext['workspace'], 'exported' | 'transaction'>;

/** The files that exports have written and that are there: as they were made, or changed by somebody since. */
export function exportedFiles(workspace: Parts): {
  readonly own: readonly ExportedFile[];
  readonly changed: readonly ExportedFile[];
} {
  const { own = [], changed = [], gone = [] } = Object.groupBy(workspace.exported.files(), fateOf);
  // What somebody has deleted or moved away is nothing to remove, and nothing that stays.
  if (gone.length > 0) forgetFiles(workspace, gone);
  return { own, changed };
}

/** Forgets that exports have written these files. */
export function forgetFiles(workspace: Parts, files: readonly ExportedFile[]): void {
  workspace.transaction(() => {
    for (const { path } of files) workspace.exported.forgetFile(path);
  });
}

function fateOf(file: ExportedFile): 'own' | 'changed' | 'gone' {
  if (stateOf(file.path) === null) return 'gone';
  // Files of the time when size and time were not written down may be anybody's by now.
  return file.size !== null && isUnchanged(file.path, file) ? 'own' : 'changed';
}
