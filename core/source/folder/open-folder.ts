import type { ReadInstances } from '../../model/instance-states.ts';
import type { Source } from '../source.ts';
import { folderSource, treeSource } from './folder.ts';
import type { OpenZip, UnpackOptions } from './zip.ts';

/** What reads in a folder that is neither XML nor an encrypted file. */
export interface FolderReaders {
  readonly openZip: OpenZip;
  /** Reads Collect's own database, which says what is a draft. */
  readonly readInstances: ReadInstances;
}

/** What makes a path a zip: its name. */
export function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}

/**
 * Submissions that lie in a folder, or in a zip, which is unpacked below `incomingFolder` until the source is closed.
 * Throws `source.*` problems when a zip cannot be read; a folder is looked at when it is first asked for its forms.
 */
export async function openFolderSource(
  path: string,
  unpack: Pick<UnpackOptions, 'incomingFolder' | 'key'>,
  { openZip, readInstances }: FolderReaders,
): Promise<Source> {
  if (!isZip(path)) return folderSource({ folder: path, readInstances });
  const zip = await openZip(path, unpack);
  const inside = treeSource(() => zip.tree, readInstances);
  return {
    kind: 'folder',
    listForms: (signal) => inside.listForms(signal),
    formMedia: inside.formMedia,
    fetchForm: (form, isKnown, signal) => inside.fetchForm(form, isKnown, signal),
    listSubmissions: (form, cursor, signal) => inside.listSubmissions(form, cursor, signal),
    fetchSubmission: (ref, form, staging, signal) => inside.fetchSubmission(ref, form, staging, signal),
    close: async () => {
      await inside.close();
      await zip.close();
    },
  };
}
