import { createHash } from 'node:crypto';
import { cutName, foldName, plainDiskName, safeDiskName } from '../../ground/file-name.ts';
import type { FolderNames } from './names.ts';

/** Longer names are cut where they are listed, so that what stands behind a folder's name (`.xml.revised`) still fits. */
const LONGEST_LISTED = 230;
/** What Briefcase and Collect put behind the name of a form or folder, to call a file or another folder after it. */
const CALLED_AFTER = /(?:\.xml(?:\.revised)?|-media)$/i;

/** One folder of the zip, as far as its files are known. */
interface UnpackedFolder {
  /** Its path on the disk, as a locator has it, and its names. */
  readonly path: string;
  readonly listed: string;
  readonly name: string;
  readonly real: string;
  /** Folded names on the disk, each with the real name that it was made of; both without `CALLED_AFTER`. */
  readonly taken: Map<string, string>;
  /** Those with it, whole. */
  readonly calledAfter: Map<string, string>;
  readonly folders: Map<string, UnpackedFolder>;
}

/**
 * What the files and folders of a zip are called where they are unpacked: their own names where every system takes them,
 * else names of ours, so that what was packed on one system can be read on each, and two names that differ only by case
 * or by the spelling of accents stay two. What is called after a form's file or folder, as Collect and Briefcase do, is
 * still called after it.
 */
export class ZipPaths implements FolderNames {
  readonly #root = folder('', '', '', '');
  readonly #listed = new Map<string, string>();
  readonly #onDisk = new Map<string, string>();
  readonly #real = new Map<string, string>();

  /** The path of an entry on the disk below the folder of the zip. Takes its name in the zip; both are with `/`. */
  pathOf(name: string): string {
    const parts = name.split('/');
    const last = parts.pop() ?? '';
    let parent = this.#root;
    for (const part of parts) parent = this.#folder(parent, part);
    return this.#note(parent, last, chosenName(parent, last));
  }

  /** The same with the last part in plain letters, for a file system that refuses it as it is. */
  plainPathOf(name: string): string {
    const parts = name.split('/');
    const last = parts.pop() ?? '';
    let parent = this.#root;
    for (const part of parts) parent = this.#folder(parent, part);
    return this.#note(parent, last, plainDiskName(last));
  }

  realName(path: string): string {
    return this.#real.get(path) ?? path.slice(path.lastIndexOf('/') + 1);
  }

  listed(path: string): string {
    return this.#listed.get(path) ?? path;
  }

  onDisk(listed: string): string {
    return this.#onDisk.get(listed) ?? listed;
  }

  #folder(parent: UnpackedFolder, real: string): UnpackedFolder {
    const known = parent.folders.get(real);
    if (known !== undefined) return known;
    const name = chosenName(parent, real);
    const path = this.#note(parent, real, name);
    const made = folder(path, this.listed(path), name, real);
    parent.folders.set(real, made);
    return made;
  }

  #note(parent: UnpackedFolder, real: string, name: string): string {
    const path = below(parent.path, name);
    const listed = below(parent.listed, listedName(parent, real));
    if (name !== real) this.#real.set(path, real);
    if (listed !== path) {
      this.#listed.set(path, listed);
      this.#onDisk.set(listed, path);
    }
    return path;
  }
}

function folder(path: string, listed: string, name: string, real: string): UnpackedFolder {
  return { path, listed, name, real, taken: new Map(), calledAfter: new Map(), folders: new Map() };
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

/** What a part is called in locators, on every system the same. It never depends on what else is in the zip. */
function listedName(parent: UnpackedFolder, real: string): string {
  const around = parent.listed.slice(parent.listed.lastIndexOf('/') + 1);
  const isCut = Buffer.byteLength(parent.real) > LONGEST_LISTED;
  const behind = isCut && real.startsWith(parent.real) ? real.slice(parent.real.length) : null;
  return behind !== null && behind.length <= 20 ? `${around}${behind}` : cutName(real, LONGEST_LISTED);
}

function chosenName(parent: UnpackedFolder, real: string): string {
  const ending = CALLED_AFTER.exec(real)?.[0] ?? '';
  const [stem, behind] = ending === real ? [real, ''] : [real.slice(0, real.length - ending.length), ending];
  const safe = stem === parent.real ? parent.name : safeDiskName(stem, behind.length);
  for (let number = 1; ; number += 1) {
    const chosen = number === 1 ? safe : safeDiskName(`${stem}-${hashOf(stem)}-${number}`, behind.length);
    if (!isFree(parent.taken, chosen, stem)) continue;
    if (behind !== '' && !isFree(parent.calledAfter, `${chosen}${behind}`, real)) continue;
    parent.taken.set(foldName(chosen), stem);
    if (behind !== '') parent.calledAfter.set(foldName(`${chosen}${behind}`), real);
    return `${chosen}${behind}`;
  }
}

function isFree(taken: ReadonlyMap<string, string>, name: string, of: string): boolean {
  const owner = taken.get(foldName(name));
  return owner === undefined || owner === of;
}

function hashOf(stem: string): string {
  return createHash('sha256').update(stem).digest('hex').slice(0, 8);
}
