import { join } from 'node:path';
import { byFile } from '../../core/export/file-rows.ts';
import type { PreviewTable } from '../../core/export/preview.ts';
import type { ExportPlan } from '../../core/export/table.ts';
import { statsAt } from '../../core/ground/own-files.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ExportHome } from '../../core/model/export-home.ts';
import type { PlannedFile } from '../../core/model/export-view.ts';
import type { ExportCounts } from '../../core/store/export-counts.ts';

/** About how many characters a line has in the list of what is left out. */
const LEFT_OUT_LINE = 130;

/**
 * Returns the files of a plan, with estimates of what will be in them and what exists at their paths. Takes null
 * for the folder when the rows go to a server: then nothing is looked at.
 */
export function plannedFiles(
  home: ExportHome,
  folder: string | null,
  plan: ExportPlan,
  counts: ExportCounts,
  samples: readonly PreviewTable[],
): PlannedFile[] {
  const existing = (file: string) => (folder === null ? null : existingAt(home, join(folder, file)));
  const { audit, guides = [], leftOutFile } = plan;
  const tables = plan.tables.map((table) => {
    const { path, file, columns } = table;
    const rows = path === '' ? counts.exported : (counts.repeats.get(path) ?? 0);
    const bytes = bytesOf(samples.find((sample) => sample.file === file)?.lines ?? [], rows);
    return { file, table: table.table, rows, columns: columns.length, bytes };
  });
  const audits = audit === null ? [] : [{ ...audit, rows: null, columns: audit.columns.length, bytes: null }];
  const files: PlannedFile[] = byFile([...tables, ...audits]).map(({ file, outputs }) => ({
    ...filePart(outputs),
    file,
    existing: existing(file),
  }));
  for (const { file } of guides) {
    files.push({ file, rows: 0, columns: 0, isGuide: true, bytes: null, existing: existing(file) });
  }
  if (leftOutFile !== null) {
    const { file, columns } = leftOutFile;
    const rows = counts.notReadable;
    const bytes = rows * LEFT_OUT_LINE;
    files.push({ file, rows, columns: columns.length, bytes, existing: existing(file) });
  }
  return files;
}

interface Part {
  readonly table?: string | undefined;
  readonly rows: number | null;
  readonly columns: number;
  readonly bytes: number | null;
}

/** Adds up the tables of a file. Rows and bytes that are not known do not count, unless there are no others. */
function filePart(parts: readonly Part[]): Pick<PlannedFile, 'rows' | 'columns' | 'bytes' | 'tables'> {
  const tables = parts.flatMap(({ table, rows, columns }) =>
    table === undefined ? [] : [{ table, rows, columns }],
  );
  const sum = {
    rows: sumOf(parts.map(({ rows }) => rows)),
    columns: parts.reduce((all, { columns }) => all + columns, 0),
    bytes: sumOf(parts.map(({ bytes }) => bytes)),
  };
  return tables.length === 0 ? sum : { ...sum, tables };
}

function sumOf(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : known.reduce((sum, number) => sum + number, 0);
}

/** Returns what exists at a path; null: nothing. Throws a Problem for a link or a folder. */
function existingAt(home: ExportHome, path: string): PlannedFile['existing'] {
  const stats = statsAt(path);
  if (stats === undefined) return null;
  if (!stats.isFile()) throw new Problem('export.file_in_the_way', { file: path });
  const made = home.made(path);
  const isOther = made !== null && made.formId !== null && made.formId !== home.formId;
  return {
    bytes: stats.size,
    modifiedAt: stats.mtime.toISOString(),
    isOurs: made?.isUnchanged === true && !isOther,
    otherForm: isOther ? made.formId : null,
    madeAt: made?.madeAt ?? null,
  };
}

/** Estimates the bytes of the file from the mean length of the sample's rows. */
function bytesOf([header, ...rows]: readonly string[], count: number): number | null {
  if (header === undefined) return null;
  const begin = Buffer.byteLength(header) + 1;
  if (count === 0) return begin;
  if (rows.length === 0) return null;
  const sample = rows.reduce((sum, row) => sum + Buffer.byteLength(row) + 1, 0);
  return Math.round(begin + (sample / rows.length) * count);
}
