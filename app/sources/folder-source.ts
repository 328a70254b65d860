import { type OpenZip, openFolderSource } from '../../core/source/folder/open-folder.ts';
import { openZip } from '../../core/source/folder/zip.ts';
import type { Source } from '../../core/source/source.ts';
import { readCollectInstances } from '../../core/store/collect-instances.ts';

/**
 * Returns the source for a folder or zip. Unpacked files stay in `incomingFolder` until the source is closed.
 * Throws `source.*` problems when a zip cannot be read. A folder is first read when its forms are listed.
 */
export function folderAt(path: string, incomingFolder: string, open: OpenZip = openZip): Promise<Source> {
  const readInstances = (database: string) => readCollectInstances(database, incomingFolder);
  return openFolderSource(path, incomingFolder, { openZip: open, readInstances });
}
