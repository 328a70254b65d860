import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { heldFile } from './patient-files.ts';
import { Problem } from './problem.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const READ_ONLY = new Set(['EACCES', 'EPERM', 'EROFS']);
const UNUSABLE = new Set([
  ...READ_ONLY,
  'EFBIG',
  'EIO',
  'ENOENT',
  'ENOTDIR',
  'ENAMETOOLONG',
  'EBUSY',
  'EISDIR',
]);

/**
 * The Problem for a failure of the file system in the export's folder, whichever step met it. Everything else is handed
 * back as it is.
 */
export function ioProblem(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  const { code } = error;
  if (typeof code !== 'string') return error;
  const held = heldFile(error);
  if (held !== null && held !== folder) {
    return new Problem('export.file_busy', { file: basename(held) }, { cause: error });
  }
  if (FULL.has(code)) return new Problem('store.disk_full', { folder }, { cause: error });
  return UNUSABLE.has(code) ? folderUnusable(folder, error) : error;
}

/** Says why a folder takes no files, from what the file system said of it and from what is there now. */
export function folderUnusable(folder: string, cause: unknown): Problem {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const file = fileInTheWay(folder);
  const about = (reason: 'file' | 'readOnly' | 'gone' | 'other') =>
    new Problem('export.folder_unusable', { folder, reason, file }, { cause });
  if (file !== null) return about('file');
  if (READ_ONLY.has(code)) return about('readOnly');
  return about(code === 'ENOENT' && kindOf(folder) === 'none' ? 'gone' : 'other');
}

/** The file that stands where this folder, or one above it, should be; null when there is none. */
export function fileInTheWay(folder: string): string | null {
  for (let place = resolve(folder); ; place = dirname(place)) {
    const kind = kindOf(place);
    if (kind === 'folder') return null;
    if (kind === 'file') return place;
    if (dirname(place) === place) return null;
  }
}

function kindOf(path: string): 'folder' | 'file' | 'none' {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'none';
    return stats.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}
