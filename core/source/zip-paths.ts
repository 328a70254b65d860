import { cutName, plainDiskName } from '../file-name.ts';

/** Longer names are cut, so that what stands behind a folder's name in it (`<folder>.xml.revised`) still fits. */
const LONGEST = 230;

/**
 * What the files of a zip are called where they are unpacked. Names that no file system here takes are cut; a file that
 * is called after its folder, as Collect and Briefcase do, is still called after it.
 */
export class ZipPaths {
  readonly #real = new Map<string, string>();

  /** The parts of a path in the zip as they are called on the disk. Takes the entry's name, with `/`. */
  pathOf(name: string): readonly string[] {
    const parts = name.split('/');
    const path: string[] = [];
    for (const [i, part] of parts.entries()) {
      const parent = parts[i - 1];
      const folder = path[i - 1];
      const isCut = parent !== undefined && folder !== undefined && parent !== folder;
      const behind = isCut && part.startsWith(parent) ? part.slice(parent.length) : null;
      const called = behind !== null && behind.length <= 20 ? `${folder}${behind}` : cutName(part, LONGEST);
      path.push(this.#note(called, part));
    }
    return path;
  }

  /** The same with the last part in plain letters, for a file system that refuses it as it is. */
  plainPathOf(name: string): readonly string[] {
    const path = this.pathOf(name);
    const last = name.split('/').at(-1) ?? '';
    return [...path.slice(0, -1), this.#note(plainDiskName(last), last)];
  }

  /** What a file on the disk is called in the zip. */
  realName(called: string): string {
    return this.#real.get(called) ?? called;
  }

  #note(called: string, real: string): string {
    if (called !== real) this.#real.set(called, real);
    return called;
  }
}
