import { fileBeside, fitBase, plainBase } from '../ground/export-names.ts';
import { foldName } from '../ground/file-name.ts';
import { columnNames } from '../xform/names.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces.
const NOT_IN_FILE_NAMES = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;

/** Returns a text with `_` in place of each character that some system does not allow in the name of a file. */
export function allowedInNames(text: string): string {
  return text.replace(NOT_IN_FILE_NAMES, '_');
}

/**
 * Returns the base of an export's file names, for formats that do not follow another program's rules. Takes
 * the form's title or the file name that the user asked for.
 */
export function fileBase(text: string): string {
  const base = fitBase(allowedInNames(text)).replace(/^[. ]+|[. ]+$/g, '');
  return base === '' ? 'export' : plainBase(base);
}

/** The file names of an export. */
export interface FileNames {
  /** By record path; '' is the main table. */
  readonly tables: ReadonlyMap<string, string>;
  readonly audit: string;
}

/**
 * Returns `<base>.csv`, `<base>-<repeat>.csv` and `<base>-audit.csv`. A repeat gets the shortest ending of
 * its path that no other repeat has. All names differ, even where a file system ignores case. Takes the
 * extension.
 */
export function fileNames(base: string, paths: readonly string[], extension = '.csv'): FileNames {
  const repeats = paths.filter((path) => path !== '');
  const names = columnNames(repeats, 'shortest');
  const taken = new Set<string>();
  const main = claim(taken, base, '', extension);
  const audit = claim(taken, base, '-audit', extension);
  const tables = new Map([['', main]]);
  for (const [i, path] of repeats.entries()) {
    tables.set(path, claim(taken, base, `-${(names[i] ?? path).replaceAll('/', '-')}`, extension));
  }
  return { tables, audit };
}

function claim(taken: Set<string>, base: string, behind: string, extension: string): string {
  let file = fileBeside(base, behind, '', extension);
  for (let number = 2; taken.has(foldName(file)); number += 1) {
    file = fileBeside(base, behind, `-${number}`, extension);
  }
  taken.add(foldName(file));
  return file;
}
