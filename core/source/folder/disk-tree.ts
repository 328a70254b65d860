import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { Problem } from '../../ground/problem.ts';
import type { Content } from '../../model/fetched.ts';
import { byName, kindOf, sortedEntries } from './sorted-entries.ts';
import type { FolderTree, TreeEntry, TreeItem } from './tree.ts';

/**
 * The tree of a folder on this computer, read as it is. A link to the folder is followed; links in it are not.
 * Throws `source.folder_unreadable`, and `source.folder_unknown` for a file.
 */
export function diskTree(folder: string): FolderTree {
  return new DiskTree(resolveFolder(folder), folder);
}

class DiskTree implements FolderTree {
  readonly #root: string;
  readonly #given: string;

  constructor(root: string, given: string) {
    this.#root = root;
    this.#given = given;
  }

  shown(path: string): string {
    return join(this.#given, path);
  }

  nameOf(path: string): string {
    const last = path.slice(path.lastIndexOf('/') + 1);
    return last === '.' || last === '..' ? basename(join(this.#root, path)) : last;
  }

  list(folder: string): readonly TreeEntry[] {
    return readdirSync(this.#onDisk(folder), { withFileTypes: true })
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
      .sort(byName);
  }

  each(folder: string): Iterable<TreeEntry> {
    return sortedEntries(this.#onDisk(folder));
  }

  look(path: string): TreeItem | null {
    const found = lstatSync(this.#onDisk(path), { throwIfNoEntry: false });
    if (found === undefined) return null;
    return { kind: kindOf(found), size: found.size, modifiedMs: found.mtimeMs };
  }

  contentOf(path: string): Content | null {
    const place = this.#onDisk(path);
    const found = lstatSync(place, { throwIfNoEntry: false });
    return found?.isFile() === true ? { kind: 'file', path: place, size: found.size } : null;
  }

  locatorOf(path: string): string {
    return path;
  }

  pathOf(locator: string): string {
    // Where it separates nothing, a backslash is a character like any other.
    if (sep === '\\' && locator.includes(sep)) throw new Error('a locator stays below its folder');
    return locator;
  }

  #onDisk(path: string): string {
    if (path === '.') return this.#root;
    if (path.startsWith('..')) return join(this.#root, path);
    const below = sep === '/' ? path : path.replaceAll('/', sep);
    return this.#root.endsWith(sep) ? `${this.#root}${below}` : `${this.#root}${sep}${below}`;
  }
}

function resolveFolder(folder: string): string {
  try {
    const root = realpathSync(folder);
    if (lstatSync(root).isDirectory()) return root;
  } catch (cause) {
    throw new Problem('source.folder_unreadable', { folder }, { cause });
  }
  throw new Problem('source.folder_unknown', { folder });
}
