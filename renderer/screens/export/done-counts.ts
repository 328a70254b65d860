import type { ExportStatus } from '../../../electron/ipc/export.ts';
import type { Words } from '../../words/use-words.tsx';

type Done = Extract<ExportStatus, { readonly state: 'done' }>;

/** The numbers of an export's files, for its texts. Rows in a database are told apart from them. */
export function doneCounts(
  { bytes }: Pick<Words, 'bytes'>,
  { files, rows, inDatabase, media }: Pick<Done, 'files' | 'rows' | 'inDatabase' | 'media'>,
) {
  return {
    files: files.length,
    rows: rows - inDatabase.rows,
    media: media.files,
    size: bytes(media.bytes),
  };
}
