import { isProblem } from '../../core/ground/problem.ts';
import { recogniseFolder } from '../../core/source/folder/layout.ts';
import { isZip } from '../../core/source/folder/open-folder.ts';

const known = new WeakMap<object, Map<string, string | null>>();

/**
 * What a folder or zip on this computer holds: `briefcase`, `collect`, `loose` or `zip`; null when it cannot be read. A
 * folder is looked at once in a session: it may lie on a disk that is slow or gone.
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
    return recogniseFolder(path).kind;
  } catch (error) {
    if (!isProblem(error)) throw error;
    return null;
  }
}
