import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { diskName, isFileRefused, plainDiskName } from '../../ground/file-name.ts';
import { rename } from '../../ground/patient-files.ts';
import type { Content } from '../../model/fetched.ts';
import type { Renamed } from '../folder/zip-names.ts';

/**
 * Moves the files of an unpacked zip to a folder, under their own names where every system takes them, else under
 * names made from them. Returns those that have another name than in the zip; both are paths with `/`.
 */
export async function placeFiles(
  files: Iterable<{ readonly path: string; readonly content: Content }>,
  folder: string,
): Promise<readonly Renamed[]> {
  const renamed: Renamed[] = [];
  const root = newFolder('');
  for (const { path, content } of files) {
    if (content.kind !== 'file') continue;
    const parts = path.split('/');
    const last = parts.pop() ?? '';
    const parent = parts.reduce(folderIn, root);
    await mkdir(join(folder, parent.path), { recursive: true, mode: 0o700 });
    const move = async (name: string): Promise<string> => {
      const as = below(parent.path, name);
      await rename(content.path, join(folder, as));
      return as;
    };
    const as = await move(diskName(last, parent.taken)).catch((error) => {
      if (!isFileRefused(error)) throw error;
      return move(diskName(plainDiskName(last), parent.taken));
    });
    if (as !== path) renamed.push({ name: path, as });
  }
  return renamed;
}

/** A folder of the zip: its path on the disk, and what is in it. */
interface PlacedFolder {
  readonly path: string;
  /** The names in it as file systems compare them. */
  readonly taken: Set<string>;
  readonly folders: Map<string, PlacedFolder>;
}

function folderIn(parent: PlacedFolder, name: string): PlacedFolder {
  const known = parent.folders.get(name);
  if (known !== undefined) return known;
  const made = newFolder(below(parent.path, diskName(name, parent.taken)));
  parent.folders.set(name, made);
  return made;
}

function newFolder(path: string): PlacedFolder {
  return { path, taken: new Set(), folders: new Map() };
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
