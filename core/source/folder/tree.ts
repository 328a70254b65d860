import type { Content } from '../../model/fetched.ts';

/**
 * The folders and files of a source: a folder on this computer, or what was unpacked of a zip. Paths have `/`
 * and are below the chosen folder, which itself is `.`. They are made of the names that the files have where
 * they come from, whatever they are called on the disk.
 */
export interface FolderTree {
  /** What people call the place of a path, for messages. */
  shown(path: string): string;
  /** The name of a file or folder: its last part, and for `.` the name of the chosen folder. */
  nameOf(path: string): string;
  /** What a folder holds, in the order of the names. Throws the file system's errors. */
  list(folder: string): readonly TreeEntry[];
  /** The same, one after the other: a folder may hold a million submissions, and not all their names are kept. */
  each(folder: string): Iterable<TreeEntry>;
  /** What a path leads to, a link not followed; null when nothing is there. Throws the file system's errors. */
  look(path: string): TreeItem | null;
  /** A regular file; null for anything else. Throws the file system's errors. */
  contentOf(path: string): Content | null;
  /** The path in locators, which never changes for the same file. */
  locatorOf(path: string): string;
  /** The path that a locator names. */
  pathOf(locator: string): string;
}

/** A link, and whatever else is neither a folder nor a regular file, is `other`. */
export type TreeKind = 'file' | 'folder' | 'other';

export interface TreeEntry {
  readonly name: string;
  readonly kind: TreeKind;
}

export interface TreeItem {
  readonly kind: TreeKind;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** The chosen folder itself. */
export const ROOT = '.';

/** The path of an entry of a folder. */
export function inside(folder: string, name: string): string {
  return folder === ROOT ? name : `${folder}/${name}`;
}

/** The path of the folder around a file or folder. The one around the chosen folder is `..`. */
export function around(path: string): string {
  if (path === ROOT) return '..';
  const last = path.lastIndexOf('/');
  if (path.slice(last + 1) === '..') return `${path}/..`;
  return last < 0 ? ROOT : path.slice(0, last);
}
