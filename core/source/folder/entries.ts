import { Problem } from '../../ground/problem.ts';
import type { FolderTree, TreeEntry } from './tree.ts';

/** The entries of a folder in the order of their names, without dot-files; throws a Problem when it cannot be read. */
export function entriesOf(tree: FolderTree, folder: string): readonly TreeEntry[] {
  try {
    return tree.list(folder).filter(isShown);
  } catch (cause) {
    throw unreadable(tree, folder, cause);
  }
}

/** The same, one after the other: not all of them are in memory at a time. */
export function* eachEntry(tree: FolderTree, folder: string): Generator<TreeEntry> {
  const entries = tree.each(folder)[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<TreeEntry>;
    try {
      next = entries.next();
    } catch (cause) {
      throw unreadable(tree, folder, cause);
    }
    if (next.done === true) return;
    if (isShown(next.value)) yield next.value;
  }
}

function isShown({ name }: TreeEntry): boolean {
  return !name.startsWith('.');
}

function unreadable(tree: FolderTree, folder: string, cause: unknown): Problem {
  return new Problem('source.folder_unreadable', { folder: tree.shown(folder) }, { cause });
}
