import { type Dirent, readdirSync } from 'node:fs';
import { Problem } from '../../ground/problem.ts';

/** The entries of a folder in the order of their names, without dot-files; throws a Problem when it cannot be read. */
export function entriesOf(folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.')).sort(byName);
  } catch (cause) {
    throw new Problem('source.folder_unreadable', { folder }, { cause });
  }
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}
