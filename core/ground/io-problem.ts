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
 * Returns the Problem for a failure of the file system in the export's folder, at any step. Returns any other
 * error as it is.
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

/**
 * Returns the Problem for what SQLite reports about a database that an export writes into a folder. Returns
 * any other error as it is: it is a bug.
 */
export function databaseProblem(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (code === 'SQLITE_FULL') return new Problem('store.disk_full', { folder }, { cause: error });
  const isOfDisk = /^SQLITE_(IOERR|CANTOPEN|READONLY|PERM|BUSY|LOCKED)/.test(code);
  return isOfDisk ? folderUnusable(folder, error) : error;
}

/**
 * The problem that tells why no file can be written into a folder. Uses the file system's error and what is
 * there now.
 */
export function folderUnusable(folder: string, cause: unknown): Problem {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const file = fileInTheWay(folder);
  const about = (reason: 'file' | 'readOnly' | 'gone' | 'other') =>
    new Problem('export.folder_unusable', { folder, reason, file }, { cause });
  if (file !== null) return about('file');
  if (READ_ONLY.has(code)) return about('readOnly');
  return about(code === 'ENOENT' && kindOf(folder) === 'none' ? 'gone' : 'other');
}

/** The file in the place of this folder, or of one above it; null when there is none. */
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
