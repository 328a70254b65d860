import { statSync } from 'node:fs';
import { isFileError } from '../../ground/file-error.ts';
import { heldFile } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS']);
const TOO_LARGE = new Set(['EFBIG', 'EOVERFLOW']);
/** How systems report a disk that was pulled out, or a shared folder whose computer is away. */
const GONE = new Set([
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'ENOTCONN',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/**
 * Returns the Problem for a failure of the file system at a file of a backup: what happened, where, and what to do.
 * Returns any other error as it is.
 *
 * @param folder the folder of the backup
 * @param file the file, where the error does not name it
 */
export function diskProblem(error: unknown, folder: string, file?: string): unknown {
  if (!isFileError(error)) return error;
  const { code, path = file ?? folder } = error;
  const about = { cause: error };
  if (FULL.has(code)) return new Problem('backup.disk_full', { folder }, about);
  // The system reports a missing disk by many codes, and then its folders are missing too.
  if (GONE.has(code) || !isFolder(folder)) return new Problem('backup.folder_gone', { folder }, about);
  const held = heldFile(error);
  if (held !== null) return new Problem('store.file_held', { file: held }, about);
  if (REFUSED.has(code)) return new Problem('backup.folder_refused', { folder }, about);
  if (TOO_LARGE.has(code)) return new Problem('backup.file_too_large', { folder }, about);
  if (code === 'ENOENT') return new Problem('backup.file_missing', { file: path }, about);
  return new Problem('backup.disk_failed', { file: path, error: code }, about);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
