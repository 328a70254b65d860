import { type Dirent, opendirSync, type Stats } from 'node:fs';
import type { TreeEntry, TreeKind } from './tree.ts';

/** So many entries of a folder are kept at a time, and a quarter more until they are sorted. */
const MOST = 100_000;
/** How many entries the system is asked for at once. */
const AT_ONCE = 1024;

/**
 * The entries of a folder on the disk, in the order of their names. A folder of more than `most` is read several times,
 * so that what is in memory does not grow with it. Throws the file system's errors.
 */
export function* sortedEntries(path: string, most = MOST): Generator<TreeEntry> {
  for (let after: string | null = null; ; ) {
    const entries = entriesAfter(path, after, most);
    yield* entries;
    const last: TreeEntry | undefined = entries[entries.length - 1];
    if (last === undefined || entries.length < most) return;
    after = last.name;
    // The runtime may keep the list itself until the next one is there.
    entries.length = 0;
  }
}

/** The first entries behind a name. */
function entriesAfter(path: string, after: string | null, most: number): TreeEntry[] {
  let found: TreeEntry[] = [];
  /** Enough are before this name. */
  let end: string | null = null;
  const folder = opendirSync(path, { bufferSize: AT_ONCE });
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      const { name } = entry;
      if ((after !== null && name <= after) || (end !== null && name > end)) continue;
      found.push({ name, kind: kindOf(entry) });
      // Those that were sorted before are in order already, so that to sort them again takes little.
      if (found.length < most * 1.25) continue;
      found = found.sort(byName).slice(0, most);
      end = found[most - 1]?.name ?? null;
    }
  } finally {
    folder.closeSync();
  }
  return found.sort(byName).slice(0, most);
}

/** What an entry is. A link is not followed. */
export function kindOf(found: Dirent | Stats): TreeKind {
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
}

export function byName(one: TreeEntry, other: TreeEntry): number {
  return one.name < other.name ? -1 : 1;
}
