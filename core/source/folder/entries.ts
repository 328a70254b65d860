import { Problem } from '../../ground/problem.ts';
import type { FolderTree, TreeEntry } from './tree.ts';

/** The entries of a folder in the order of their names, without dot-files; throws a Problem when it cannot be read. */
export function entriesOf(tree: FolderTree, folder: string): readonly TreeEntry[] {
  try {
    return tree.list(folder).filter(({ name }) => !name.startsWith('.'));
  } catch (cause) {
    throw new Problem('source.folder_unreadable', { folder: tree.shown(folder) }, { cause });
  }
}
