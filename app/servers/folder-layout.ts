import { isProblem } from '../../core/ground/problem.ts';
import { diskTree } from '../../core/source/folder/disk-tree.ts';
import { recogniseFolder } from '../../core/source/folder/layout.ts';
import { isZip } from '../../core/source/folder/open-folder.ts';

const known = new WeakMap<object, Map<string, string | null>>();

/**
 * Returns what a folder or zip on this computer holds: `briefcase`, `collect`, `loose` or `zip`; null when it
 * cannot be read. A folder is read only once per session, because its disk may be slow or gone.
 */
export function folderLayout(session: object, path: string): string | null {
  if (isZip(path)) return 'zip';
  const layouts = known.get(session) ?? new Map<string, string | null>();
  known.set(session, layouts);
  const found = layouts.get(path);
  if (found !== undefined) return found;
  const layout = layoutOf(path);
  layouts.set(path, layout);
  return layout;
}

function layoutOf(path: string): string | null {
  try {
    return recogniseFolder(diskTree(path)).kind;
  } catch (error) {
    if (!isProblem(error)) throw error;
    return null;
  }
}
