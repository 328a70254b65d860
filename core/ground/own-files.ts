import { lstatSync, type Stats } from 'node:fs';

/** The size and time that were noted for a file that an export made. Null when they were not noted. */
export interface OwnFile {
  readonly size: number | null;
  readonly modifiedMs: number | null;
}

/**
 * The stats of a path, of a link itself and not of its target. Undefined when there is nothing, or its folder
 * has become a file.
 */
export function statsAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Size in bytes and time of change (whole milliseconds) of the file at a path; null when there is none. */
export function stateOf(path: string): { readonly size: number; readonly modifiedMs: number } | null {
  const stats = statsAt(path);
  return stats?.isFile() ? { size: stats.size, modifiedMs: Math.trunc(stats.mtimeMs) } : null;
}

/** Whether the file is as the export left it. Then nobody's work is lost when it is replaced or removed. */
export function isUnchanged(path: string, known: OwnFile): boolean {
  const state = stateOf(path);
  if (state === null) return false;
  if (known.size === null || known.modifiedMs === null) return true;
  return state.size === known.size && state.modifiedMs === known.modifiedMs;
}
