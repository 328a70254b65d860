import type { ZipEntry } from './zip-directory.ts';

/** A file of a zip that was given another name, because an earlier one has its own. */
export interface Renamed {
  readonly name: string;
  readonly as: string;
}

/**
 * The entries of a zip under names that no two share on any file system: letter case and the way accents are written do
 * not tell two apart. A later file of a name is numbered, `photo (2).jpg`, and told to `onRenamed`; folders stay.
 */
export function keepAll(
  entries: readonly ZipEntry[],
  onRenamed: (renamed: Renamed) => void,
): readonly ZipEntry[] {
  // A name that stands in the zip itself is never given to another file.
  const taken = new Set(entries.map(({ name }) => folded(name)));
  const seen = new Set<string>();
  const last = new Map<string, number>();
  return entries.map((entry) => {
    const own = folded(entry.name);
    if (entry.isFolder || !seen.has(own)) {
      seen.add(own);
      return entry;
    }
    for (let number = (last.get(own) ?? 1) + 1; ; number += 1) {
      const name = numbered(entry.name, number);
      if (taken.has(folded(name))) continue;
      taken.add(folded(name));
      last.set(own, number);
      onRenamed({ name: entry.name, as: name });
      return { ...entry, name };
    }
  });
}

/** `media/photo.jpg` as `media/photo (2).jpg`; the number comes before the last dot of the file's name. */
function numbered(name: string, number: number): string {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const file = name.slice(folder.length);
  const dot = file.lastIndexOf('.');
  const stem = dot > 0 ? file.slice(0, dot) : file;
  return `${folder}${stem} (${number})${file.slice(stem.length)}`;
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
