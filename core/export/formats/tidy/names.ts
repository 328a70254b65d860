import { fileBeside, fitBase, plainBase } from '../../../ground/export-names.ts';
import { foldName } from '../../../ground/file-name.ts';
import { columnNames } from '../../../xform/names.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces.
const NOT_IN_FILE_NAMES = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;

/** What the names of a tidy export's files begin with. Takes a form's title, or the file name that was asked for. */
export function tidyBase(text: string): string {
  const base = fitBase(text.replace(NOT_IN_FILE_NAMES, '_')).replace(/^[. ]+|[. ]+$/g, '');
  return base === '' ? 'export' : plainBase(base);
}

/** Names of a tidy export's files. */
export interface TidyFiles {
  /** By record path; the submission's own is ''. */
  readonly tables: ReadonlyMap<string, string>;
  readonly audit: string;
}

/**
 * `<base>.csv`, `<base>-<repeat>.csv` and `<base>-audit.csv`. A repeat is called by the shortest ending of its path
 * that no other repeat has. No two names are equal, also where a file system ignores case.
 */
export function tidyFiles(base: string, paths: readonly string[]): TidyFiles {
  const repeats = paths.filter((path) => path !== '');
  const names = columnNames(repeats, 'shortest');
  const taken = new Set<string>();
  const main = claim(taken, base, '');
  const audit = claim(taken, base, '-audit');
  const tables = new Map([['', main]]);
  for (const [i, path] of repeats.entries()) {
    tables.set(path, claim(taken, base, `-${(names[i] ?? path).replaceAll('/', '-')}`));
  }
  return { tables, audit };
}

/** The names in their order, with `_2`, `_3` … behind those that came before. */
export function uniqueColumns(names: readonly string[], reserved: readonly string[]): string[] {
  const taken = new Set(reserved);
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number += 1) unique = `${name}_${number}`;
    taken.add(unique);
    return unique;
  });
}

function claim(taken: Set<string>, base: string, behind: string): string {
  let file = fileBeside(base, behind);
  for (let number = 2; taken.has(foldName(file)); number += 1) file = fileBeside(base, behind, `-${number}`);
  taken.add(foldName(file));
  return file;
}
