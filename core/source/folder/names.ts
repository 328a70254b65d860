/**
 * The names that files and folders had before we unpacked them. Paths are below the folder, with `/`; an unknown path
 * has its own name.
 */
export interface FolderNames {
  /** The name that a file or folder had where it came from. */
  realName(path: string): string;
  /** What a path is called in locators, which stay the same whatever the names on the disk are. */
  listed(path: string): string;
  /** The path on the disk of what a locator names. */
  onDisk(listed: string): string;
}

/** The names of a folder that is read as it is. */
export const ownNames: FolderNames = {
  realName: (path) => path.slice(path.lastIndexOf('/') + 1),
  listed: (path) => path,
  onDisk: (listed) => listed,
};
