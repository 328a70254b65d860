import { type OpenZip, openFolderSource } from '../../core/source/folder/open-folder.ts';
import { openZip } from '../../core/source/folder/zip.ts';
import type { Source } from '../../core/source/source.ts';
import { readCollectInstances } from '../../core/store/collect-instances.ts';

/**
 * The submissions that lie in a folder or zip. `incomingFolder` holds what is unpacked until the source is closed. Throws
 * `source.*` problems when a zip cannot be read; a folder is looked at when it is first asked for its forms.
 */
export function folderAt(path: string, incomingFolder: string, open: OpenZip = openZip): Promise<Source> {
  const readInstances = (database: string) => readCollectInstances(database, incomingFolder);
  return openFolderSource(path, incomingFolder, { openZip: open, readInstances });
}
