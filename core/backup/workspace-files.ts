import { statSync } from 'node:fs';
import { join } from 'node:path';
import { plainSize } from '../ground/file-cipher.ts';
import { isFileError } from '../ground/file-error.ts';
import { type ProblemData, problemData } from '../ground/problem.ts';
import type { Content } from '../model/fetched.ts';
import type { FileKeys } from '../model/workspace-keys.ts';
import type { NamedFile } from '../store/backup-index.ts';
import { isSafePath } from './containers/tar-names.ts';

/** The files of a workspace that a backup reads, by their paths in its folder. */
export class WorkspaceFiles {
  readonly #folder: string;
  readonly #keys: FileKeys | null;

  constructor(folder: string, keys: FileKeys | null) {
    this.#folder = folder;
    this.#keys = keys;
  }

  /** The size of a file's content and its time; or the problem why there is none. */
  look(path: string): NamedFile | ProblemData {
    if (!isSafePath(path)) return problemData('store.file_unreadable', { file: path, error: 'EINVAL' });
    try {
      const stats = statSync(this.pathOf(path), { throwIfNoEntry: false });
      if (stats === undefined) return problemData('store.file_missing', { file: path });
      const size = this.#keys === null ? stats.size : plainSize(stats.size);
      if (size === null || !stats.isFile()) {
        return problemData('store.file_unreadable', { file: path, error: 'EBADMSG' });
      }
      return { path, size, modified: Math.max(0, Math.trunc(stats.mtimeMs / 1000)) };
    } catch (error) {
      return faultOf(error, path);
    }
  }

  content({ path, size }: NamedFile): Content {
    const key = this.#keys === null ? {} : { key: this.#keys.content };
    return { kind: 'file', path: this.pathOf(path), size, ...key };
  }

  pathOf(path: string): string {
    return join(this.#folder, ...path.split('/'));
  }
}

/** The problem for an error at a file of the workspace. Throws any other error. */
export function faultOf(error: unknown, path: string): ProblemData {
  if (!isFileError(error)) throw error;
  if (error.code === 'ENOENT') return problemData('store.file_missing', { file: path });
  return problemData('store.file_unreadable', { file: path, error: error.code });
}
