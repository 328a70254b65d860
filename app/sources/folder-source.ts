import { openFolderSource } from '../../core/source/folder/open-folder.ts';
import { type OpenZip, openZip } from '../../core/source/folder/zip.ts';
import type { Source } from '../../core/source/source.ts';
import { readCollectInstances } from '../../core/store/collect-instances.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/**
 * Returns the source for a folder or zip. What is unpacked stays in the workspace's folder for arriving files until
 * the source is closed, encrypted if the workspace is.
 * Throws `source.*` problems when a zip cannot be read. A folder is first read when its forms are listed.
 */
export function folderAt(
  path: string,
  { incomingFolder, fileKeys }: Pick<Workspace, 'incomingFolder' | 'fileKeys'>,
  open: OpenZip = openZip,
): Promise<Source> {
  const unpack = { incomingFolder, key: fileKeys?.content ?? null };
  return openFolderSource(path, unpack, { openZip: open, readInstances: readCollectInstances });
}
