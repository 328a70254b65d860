import type {
  ExportOptions,
  ExportPlan,
  ExportStatus,
  FormatView,
  PlannedFileOfPart,
} from '../../../electron/ipc/export.ts';
import type { Words } from '../../words/use-words.tsx';

/* What of an export goes into a database, and what into files. */

type Done = Extract<ExportStatus, { readonly state: 'done' }>;

/** Whether some, all or none of the chosen formats, or of the parts of an export, go to a database. */
export function databaseOf(chosen: readonly Pick<FormatView, 'goesTo'>[]): 'none' | 'some' | 'all' {
  const count = chosen.filter(({ goesTo }) => goesTo === 'server').length;
  if (count === 0) return 'none';
  return count === chosen.length ? 'all' : 'some';
}

/** How many files and how many tables of databases a plan has. What stands for a file of a database is a schema. */
export function countsOf({ files, parts }: Pick<ExportPlan, 'files' | 'parts'>): {
  readonly files: number;
  readonly tables: number;
} {
  const isTables = ({ part }: PlannedFileOfPart): boolean => parts[part]?.goesTo === 'server';
  return {
    files: files.filter((file) => !isTables(file)).length,
    tables: files.filter(isTables).reduce((sum, { tables = [] }) => sum + tables.length, 0),
  };
}

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

/** What happens to tables that are there: as the user has chosen, or else as the export does it by itself. */
export function modeOf({ mode, rows }: Pick<ExportOptions, 'mode' | 'rows'>): 'replace' | 'update' {
  if (mode === 'replace' || mode === 'update') return mode;
  // New rows alone, or those of a view, do not take the place of all.
  return rows.kind === 'new' || rows.kind === 'view' ? 'update' : 'replace';
}
