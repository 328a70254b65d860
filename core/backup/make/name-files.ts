import { createHash } from 'node:crypto';
import { Breath } from '../../ground/breath.ts';
import { type ProblemData, problemData } from '../../ground/problem.ts';
import { pieces } from '../../model/content.ts';
import type { ArchivedFile, BackupIndex, NamedFile } from '../../store/backup-index.ts';
import { faultOf, type WorkspaceFiles } from '../workspace-files.ts';

/** Reports what is wrong with a file of the workspace, and whether the backup has it anyway. */
export type OnFault = (path: string, problem: ProblemData, isArchived: boolean) => void;

/**
 * Names the files of a snapshot in the index. A file that is not in the workspace, or cannot be read there, is reported;
 * the snapshot has it anyway if the backup has it from an earlier run.
 */
export async function nameFiles(
  paths: Iterable<string>,
  files: Pick<WorkspaceFiles, 'look'>,
  index: Pick<BackupIndex, 'name' | 'nameArchived'>,
  signal: AbortSignal,
  onFault: OnFault,
): Promise<void> {
  const breath = new Breath(signal);
  for (const path of paths) {
    await breath.take();
    const found = files.look(path);
    if ('path' in found) index.name(found);
    else onFault(path, found, index.nameArchived(path));
  }
}

/**
 * Compares files that look other than they were when they were archived. Files of a workspace never change: one that
 * has other bytes was damaged in the workspace, and the backup keeps what it has.
 */
export async function compareDoubted(
  files: WorkspaceFiles,
  index: Pick<BackupIndex, 'doubted' | 'touch'>,
  signal: AbortSignal,
  onFault: OnFault,
): Promise<void> {
  for (const file of index.doubted()) {
    const found = files.look(file.path);
    const fault = 'path' in found ? await faultIn(found, file, files, signal) : found;
    if (fault !== null) onFault(file.path, fault, true);
    else if ('path' in found) index.touch(file.path, found.modified);
  }
}

/** What is wrong with the file; null when it is the archived one. */
async function faultIn(
  found: NamedFile,
  archived: ArchivedFile,
  files: WorkspaceFiles,
  signal: AbortSignal,
): Promise<ProblemData | null> {
  const { path } = found;
  const changed = problemData('store.file_changed', { file: path });
  if (found.size !== archived.size) return changed;
  const hash = createHash('sha256');
  const breath = new Breath(signal);
  try {
    for (const piece of pieces(files.content(found))) {
      hash.update(piece);
      await breath.take();
    }
  } catch (error) {
    return faultOf(error, path);
  }
  return hash.digest('hex') === archived.sha256 ? null : changed;
}
