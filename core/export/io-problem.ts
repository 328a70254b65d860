import { Problem } from '../problem.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const UNUSABLE = new Set([
  'EACCES',
  'EFBIG',
  'EPERM',
  'EROFS',
  'EIO',
  'ENOENT',
  'ENOTDIR',
  'ENAMETOOLONG',
  'EBUSY',
  'EISDIR',
]);

/** The Problem for a failure of the file system in the export's folder. Everything else is handed back as it is. */
export function ioProblem(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  const { code } = error;
  if (typeof code !== 'string') return error;
  if (FULL.has(code)) return new Problem('store.disk_full', { folder }, { cause: error });
  if (UNUSABLE.has(code)) return new Problem('export.folder_unusable', { folder }, { cause: error });
  return error;
}
