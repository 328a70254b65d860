import { join } from 'node:path';
import { cutName } from '../../ground/file-name.ts';
import { Problem } from '../../ground/problem.ts';
import type { Content } from '../../model/fetched.ts';
import { type FolderTree, ROOT, type TreeEntry, type TreeItem } from './tree.ts';
import type { ZipEntry } from './zip-directory.ts';

/** Longer names are cut in locators, so that what follows a folder's name (`.xml.revised`) still fits. */
const LONGEST_LISTED = 230;
/** In characters. No system has files with longer paths, and each folder of a path costs memory. */
const LONGEST_PATH = 4096;
/** The oldest time that a folder has, 2000-01-01 in milliseconds. */
const OLDEST = 946_684_800_000;

interface ZipFile {
  readonly kind: 'file';
  readonly size: number;
  readonly modifiedMs: number;
  /** Its place among the entries of the zip. */
  readonly number: number;
}

interface ZipFolder {
  readonly kind: 'folder';
  readonly size: 0;
  /** The newest of the files in it: the same zip looks the same whenever it is unpacked. */
  modifiedMs: number;
  /** Its name, and the path that it has in locators. */
  readonly name: string;
  readonly listed: string;
  readonly items: Map<string, ZipItem>;
}

type ZipItem = ZipFile | ZipFolder;

export interface ZipTreeOptions {
  /** The path of the zip itself, and what its outermost folder is called. */
  readonly zip: string;
  readonly name: string;
  readonly mostFolders: number;
  /** Where the file with this number was unpacked. */
  readonly contentOf: (number: number, size: number) => Content;
}

/**
 * The tree of what was unpacked of a zip. The names of its folders and files are only here, and in no name on the
 * disk, so that every system can read every zip: names that differ only by case, or that some system refuses, are
 * names like others. Throws `source.zip_unreadable` when two files have one name, or a file is a folder too, and
 * `source.zip_too_large` when it has too many folders.
 */
export class ZipTree implements FolderTree {
  readonly #root: ZipFolder;
  readonly #options: ZipTreeOptions;
  #folders = 0;
  /** Only what has another path in locators. */
  readonly #listed = new Map<string, string>();
  readonly #paths = new Map<string, string>();

  constructor(entries: readonly ZipEntry[], file: string, options: ZipTreeOptions) {
    this.#options = options;
    this.#root = newFolder(options.name, '');
    for (const [number, entry] of entries.entries()) {
      if (!this.#add(entry, number)) throw new Problem('source.zip_unreadable', { file });
      if (this.#folders > options.mostFolders) throw new Problem('source.zip_too_large', { file });
    }
  }

  shown(path: string): string {
    return join(this.#options.zip, path);
  }

  nameOf(path: string): string {
    if (path === ROOT) return this.#root.name;
    const last = path.slice(path.lastIndexOf('/') + 1);
    // Nothing is known of what lies around the zip.
    return last === '..' ? '' : last;
  }

  each(folder: string): Iterable<TreeEntry> {
    return this.list(folder);
  }

  list(folder: string): readonly TreeEntry[] {
    const found = this.#find(folder);
    if (found?.kind !== 'folder') throw notThere(folder);
    return [...found.items.keys()]
      .sort()
      .map((name) => ({ name, kind: found.items.get(name)?.kind ?? 'other' }));
  }

  look(path: string): TreeItem | null {
    return this.#find(path);
  }

  contentOf(path: string): Content | null {
    const found = this.#find(path);
    return found?.kind === 'file' ? this.#options.contentOf(found.number, found.size) : null;
  }

  locatorOf(path: string): string {
    return this.#listed.get(path) ?? path;
  }

  pathOf(locator: string): string {
    return this.#paths.get(locator) ?? locator;
  }

  #find(path: string): ZipItem | null {
    let found: ZipItem | undefined = this.#root;
    if (path === ROOT) return found;
    for (const part of path.split('/')) {
      found = found.kind === 'folder' ? found.items.get(part) : undefined;
      if (found === undefined) return null;
    }
    return found;
  }

  /** False when there is something else of that name. */
  #add({ name: path, isFolder, size, modified }: ZipEntry, number: number): boolean {
    if (path.length > LONGEST_PATH) return false;
    const parts = path.split('/');
    const last = isFolder ? null : (parts.pop() ?? '');
    let folder = this.#root;
    for (const [i, part] of parts.entries()) {
      const known: ZipItem | undefined = folder.items.get(part);
      if (known?.kind === 'file') return false;
      folder = known ?? this.#addFolder(folder, part, parts.slice(0, i + 1));
    }
    if (last === null) return true;
    if (folder.items.has(last)) return false;
    const modifiedMs = modified * 1000;
    folder.items.set(last, { kind: 'file', size, modifiedMs, number });
    folder.modifiedMs = Math.max(folder.modifiedMs, modifiedMs);
    this.#note(folder, last, [...parts, last]);
    return true;
  }

  #addFolder(parent: ZipFolder, name: string, parts: readonly string[]): ZipFolder {
    const made = newFolder(name, this.#note(parent, name, parts));
    parent.items.set(name, made);
    this.#folders += 1;
    return made;
  }

  /** Returns the path of an entry in locators. */
  #note(parent: ZipFolder, name: string, parts: readonly string[]): string {
    const own = listedName(parent, name);
    const listed = parent.listed === '' ? own : `${parent.listed}/${own}`;
    const path = parts.join('/');
    if (listed !== path) {
      this.#listed.set(path, listed);
      this.#paths.set(listed, path);
    }
    return listed;
  }
}

function newFolder(name: string, listed: string): ZipFolder {
  return { kind: 'folder', size: 0, modifiedMs: OLDEST, name, listed, items: new Map() };
}

/** What an entry is called in locators, on every system the same. It never depends on what else is in the zip. */
function listedName(parent: ZipFolder, name: string): string {
  const isCut = parent.listed !== '' && Buffer.byteLength(parent.name) > LONGEST_LISTED;
  const behind = isCut && name.startsWith(parent.name) ? name.slice(parent.name.length) : null;
  if (behind !== null && behind.length <= 20) {
    return `${parent.listed.slice(parent.listed.lastIndexOf('/') + 1)}${behind}`;
  }
  return cutName(name, LONGEST_LISTED);
}

function notThere(path: string): Error {
  return Object.assign(new Error(`ENOENT: no such folder in the zip, ${path}`), { code: 'ENOENT', path });
}
