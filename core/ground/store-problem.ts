import { heldFile } from './patient-files.ts';
import { Problem } from './problem.ts';

/**
 * Turns errors of SQLite and the disk into problems that tell what to do. Returns any other error as it is.
 */
export function storeProblem(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (error instanceof Problem) return error;
  const held = heldFile(error);
  if (held !== null) return new Problem('store.file_held', { file: held }, { cause: error });
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new Problem('store.disk_full', { folder }, { cause: error });
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new Problem('store.locked', { folder }, { cause: error });
  }
  if (
    /^(SQLITE_(CANTOPEN|NOTADB|CORRUPT|READONLY|IOERR|PERM|AUTH)|EACCES|EPERM|EROFS|ENOTDIR|EIO)/.test(code)
  ) {
    return new Problem('store.unusable', { folder }, { cause: error });
  }
  return error;
}
