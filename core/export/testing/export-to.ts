import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RowReader } from '../../model/rows.ts';
import { type ExportHooks, type ExportReport, writeExport } from '../export.ts';
import type { OptionsFor } from '../options.ts';
import { temporaryFolder } from './temporary.ts';

export interface Exported {
  readonly folder: string;
  readonly report: ExportReport;
  /** The text of each CSV file by its name. */
  readonly files: Readonly<Record<string, string>>;
}

type Given<O> = Partial<Omit<O, 'format'>>;

/** Exports in the Briefcase format and returns what was written. Uses a new folder unless one is given. */
export function briefcase(
  reader: RowReader,
  options: Given<OptionsFor<'briefcase'>> = {},
  hooks: ExportHooks = {},
): Promise<Exported> {
  return run(
    reader,
    { format: 'briefcase', folder: temporaryFolder(), fileName: 'export.csv', ...options },
    hooks,
  );
}

/** Does the same in the tidy format. */
export function tidy(
  reader: RowReader,
  options: Given<OptionsFor<'tidy'>> = {},
  hooks: ExportHooks = {},
): Promise<Exported> {
  return run(
    reader,
    { format: 'tidy', folder: temporaryFolder(), fileName: 'export.csv', ...options },
    hooks,
  );
}

async function run(
  reader: RowReader,
  options: OptionsFor<'briefcase'> | OptionsFor<'tidy'>,
  hooks: ExportHooks,
): Promise<Exported> {
  const report = await writeExport(reader, options, hooks);
  return { folder: options.folder, report, files: csvFiles(options.folder) };
}

/** Returns the text of each CSV file in a folder, by its name. */
export function csvFiles(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
