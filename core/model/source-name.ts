/**
 * The beginning of the name of a source that was never added: a folder or zip that was imported by its path.
 */
export const FOLDER_MARK = 'folder:';

/** The name of a folder or zip that was not added, by its path. */
export function folderName(path: string): string {
  return `${FOLDER_MARK}${path}`;
}

/** The path of a folder or zip that was not added, by its name; null for the name of anything else. */
export function folderOf(name: string): string | null {
  return name.startsWith(FOLDER_MARK) ? name.slice(FOLDER_MARK.length) : null;
}
