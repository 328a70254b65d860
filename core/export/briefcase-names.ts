import { foldName } from '../file-name.ts';
import { fitName, stripName, withoutExtension } from './file-names.ts';

/** Room that a name leaves for what Briefcase puts behind it: a repeat's name, a number, an extension. */
const ROOM = 100;

/** `{base}.csv`, where the base is the cleaned file name without its last extension, else the form's (`odk-format` D1). */
export function mainFileName(fileName: string | undefined, title: string): string {
  const base = fitName(stripName(fileName === undefined ? title : withoutExtension(fileName)), ROOM);
  return `${base === '' ? 'export' : base}.csv`;
}

/**
 * `{base}-{repeat}.csv` by record path; repeats whose files would have one name are all numbered `~1`, `~2` … in model
 * order. Names that differ only in case count as one, because many file systems take them for one. Takes the main
 * file's name and all record paths, '' included.
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
    files.set(path, `${base}-${plainName(path)}${number}.csv`);
  }
  return files;
}

/** `{form name} - audit.csv`. */
export function auditFileName(title: string): string {
  return `${fitName(stripName(title), ROOM)} - audit.csv`;
}

function plainName(path: string): string {
  return fitName(stripName(path.slice(path.lastIndexOf('/') + 1)), 255 - ROOM + 20);
}
