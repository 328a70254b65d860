import { readCollectInstances } from '../store/collect-instances.ts';
import { folderSource } from './folder.ts';
import type { Source } from './source.ts';

/** A zip that was unpacked into a private folder, which is removed by `close`. */
export interface OpenedZip {
  readonly folder: string;
  /** What a file in it is called in the zip: names that no file system here takes were cut. */
  realName(called: string): string;
  close(): Promise<void>;
}

/** Unpacks a zip below a folder. Throws `source.*` problems. */
export type OpenZip = (path: string, incomingFolder: string) => Promise<OpenedZip>;

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
  incomingFolder: string,
  openZip: OpenZip,
): Promise<Source> {
  const readInstances = (database: string) => readCollectInstances(database, incomingFolder);
  if (!isZip(path)) return folderSource({ folder: path, readInstances });
  const zip = await openZip(path, incomingFolder);
  const inside = folderSource({
    folder: zip.folder,
    realName: (called) => zip.realName(called),
    readInstances,
  });
  return {
    kind: 'folder',
    listForms: (signal) => inside.listForms(signal),
    formMedia: inside.formMedia,
    fetchForm: (form, isKnown, signal) => inside.fetchForm(form, isKnown, signal),
    listSubmissions: (form, cursor, signal) => inside.listSubmissions(form, cursor, signal),
    fetchSubmission: (ref, form, landing, signal) => inside.fetchSubmission(ref, form, landing, signal),
    close: async () => {
      await inside.close();
      await zip.close();
    },
  };
}
