import { fileBeside, fitBase, plainBase, stripName, withoutExtension } from '../../../ground/export-names.ts';
import { foldName } from '../../../ground/file-name.ts';

/** Returns the cleaned name of a form or file. The names of the files begin with it (`briefcase-csv` §1). */
export function briefcaseBase(text: string): string {
  const base = fitBase(stripName(text));
  return base.trim() === '' ? 'export' : plainBase(base);
}

/**
 * Returns `{base}-{repeat}.csv` by record path. Repeats with the same file name all get a number, `~1`, `~2`
 * … in model order. Names that differ only in case count as the same, because many file systems ignore case.
 * Takes the main file's name and all record paths, '' included.
 */
export function repeatFileNames(mainFile: string, paths: readonly string[]): ReadonlyMap<string, string> {
  const base = withoutExtension(mainFile);
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    if (path === '') continue;
    const folded = foldName(plainName(path));
    groups.set(folded, [...(groups.get(folded) ?? []), path]);
  }
  const files = new Map<string, string>([['', mainFile]]);
  for (const path of paths) {
    if (path === '') continue;
    const same = groups.get(foldName(plainName(path))) ?? [];
    const number = same.length > 1 ? `~${same.indexOf(path) + 1}` : '';
    files.set(path, fileBeside(base, `-${plainName(path)}`, number));
  }
  return files;
}

/** Returns `{form name} - audit.csv`. Takes the base of the form's file names. */
export function auditFileName(base: string): string {
  return `${base} - audit.csv`;
}

function plainName(path: string): string {
  return stripName(path.slice(path.lastIndexOf('/') + 1));
}
