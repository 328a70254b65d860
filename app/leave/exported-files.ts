import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isUnchanged, stateOf } from '../../core/ground/own-files.ts';
import type { ExportedFile } from '../../core/store/exported.ts';
import type { Workspace } from '../../core/store/workspace.ts';

type Parts = Pick<Workspace, 'exported' | 'transaction'>;

/**
 * Returns the files that exports have written and that still exist: those that are unchanged, and those that
 * somebody has changed since.
 */
export function exportedFiles(workspace: Parts): {
  readonly own: readonly ExportedFile[];
  readonly changed: readonly ExportedFile[];
} {
  const { own = [], changed = [], gone = [] } = Object.groupBy(workspace.exported.files(), fateOf);
  // Files that somebody has deleted or moved need no removing, and they are not left behind either.
  if (gone.length > 0) forgetFiles(workspace, gone);
  return { own, changed };
}

/**
 * Returns the folders with media beside exported files. Attaché does not remember which files it put there, and
 * others may have put theirs. Takes the exported files.
 */
export function mediaFolders(files: readonly ExportedFile[]): readonly string[] {
  const folders = new Set(files.map(({ path }) => join(dirname(path), 'media')));
  return [...folders].filter(hasFiles);
}

function hasFiles(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

/** Deletes the record that exports have written these files. */
export function forgetFiles(workspace: Parts, files: readonly ExportedFile[]): void {
  workspace.transaction(() => {
    for (const { path } of files) workspace.exported.forgetFile(path);
  });
}

function fateOf(file: ExportedFile): 'own' | 'changed' | 'gone' {
  if (stateOf(file.path) === null) return 'gone';
  // Older versions did not record size and time. Such a file may be anybody's by now.
  return file.size !== null && isUnchanged(file.path, file) ? 'own' : 'changed';
}
