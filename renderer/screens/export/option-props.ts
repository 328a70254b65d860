import type {
  ExportForm,
  ExportOptions,
  ExportPlan,
  FormatView,
  PlannedFileOfPart,
} from '../../../electron/ipc/export.ts';

export interface OptionProps {
  readonly options: ExportOptions;
  readonly form: ExportForm | null;
  /** All formats. */
  readonly formats: readonly FormatView[];
  readonly change: (part: Partial<ExportOptions>) => void;
}

/** The formats that are written, in their order, each once. */
export function chosenFormats(
  { format, moreFormats }: Pick<ExportOptions, 'format' | 'moreFormats'>,
  formats: readonly FormatView[],
): readonly FormatView[] {
  const ids = new Set([format, ...moreFormats]);
  return [...ids].flatMap((id) => formats.find((one) => one.id === id) ?? []);
}

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

/** What happens to tables that are there: as the user has chosen, or else as the export does it by itself. */
export function modeOf({ mode, rows }: Pick<ExportOptions, 'mode' | 'rows'>): 'replace' | 'update' {
  if (mode === 'replace' || mode === 'update') return mode;
  // Some rows alone never replace a table.
  return rows.kind === 'new' || rows.kind === 'view' ? 'update' : 'replace';
}
