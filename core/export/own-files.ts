import { lstatSync } from 'node:fs';

/** What is remembered of a file that an export has made; null where nothing was written down. */
export interface OwnFile {
  readonly size: number | null;
  readonly modifiedMs: number | null;
}

/** Size in bytes and time of change, in whole milliseconds, of the file at that path; null when there is none. */
export function stateOf(path: string): { readonly size: number; readonly modifiedMs: number } | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? { size: stats.size, modifiedMs: Math.trunc(stats.mtimeMs) } : null;
}

/** Whether the file is as the export left it, so that nobody's work is lost when it is replaced or removed. */
export function isUnchanged(path: string, known: OwnFile): boolean {
  const state = stateOf(path);
  if (state === null) return false;
  if (known.size === null || known.modifiedMs === null) return true;
  return state.size === known.size && state.modifiedMs === known.modifiedMs;
}
