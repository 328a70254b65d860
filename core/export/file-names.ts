import { fileBeside, fitBase, plainBase } from '../ground/export-names.ts';
import { foldName } from '../ground/file-name.ts';
import { columnNames } from '../xform/names.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces.
const NOT_IN_FILE_NAMES = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;

/** What the names of an export's files begin with, where no other program says how they are made. Takes a form's title, or the file name that was asked for. */
export function fileBase(text: string): string {
  const base = fitBase(text.replace(NOT_IN_FILE_NAMES, '_')).replace(/^[. ]+|[. ]+$/g, '');
  return base === '' ? 'export' : plainBase(base);
}

/** Names of an export's files. */
export interface FileNames {
  /** By record path; the submission's own is ''. */
  readonly tables: ReadonlyMap<string, string>;
  readonly audit: string;
}

/**
 * `<base>.csv`, `<base>-<repeat>.csv` and `<base>-audit.csv`. A repeat is called by the shortest ending of its path
 * that no other repeat has. No two names are equal, also where a file system ignores case. Takes another extension.
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
