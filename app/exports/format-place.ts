import { join } from 'node:path';
import { type FormatId, goesToServer, wordOf } from '../../core/export/formats/descriptions.ts';
import type { ExportRequest } from './export-request.ts';

type Placed = Pick<ExportRequest, 'folder' | 'reportFolder' | 'excludeMedia' | 'onlyNew'>;

/**
 * Returns the folder of one of the formats of an export: the folder itself when there is one format, else a
 * folder in it that is named by the format's word on the command line.
 */
export function formatFolder(folder: string, format: FormatId, formats: readonly FormatId[]): string {
  return formats.length < 2 ? folder : join(folder, wordOf(format));
}

/**
 * Returns what of a request depends on where its format writes, when nobody adds to files that are there. Takes
 * the folder of the export; '' is none. A server gets rows alone, and the folder the report about them.
 */
export function placedIn(
  folder: string,
  format: FormatId,
  formats: readonly FormatId[],
  { media, isOnlyNew }: { readonly media: boolean; readonly isOnlyNew: boolean },
): Placed {
  const own = folder === '' ? '' : formatFolder(folder, format, formats);
  if (!goesToServer(format))
    return { folder: own, excludeMedia: !media, onlyNew: isOnlyNew ? 'apart' : undefined };
  return {
    folder: '',
    reportFolder: own === '' ? undefined : own,
    excludeMedia: true,
    // New rows alone never replace a table.
    onlyNew: isOnlyNew ? 'below' : undefined,
  };
}
