import { createHash, type KeyObject } from 'node:crypto';
import { accessSync, chmodSync, closeSync, constants, linkSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exportedName, numberedName } from '../ground/export-names.ts';
import { createOutput, sizeOfFile } from '../ground/file-cipher.ts';
import { cutName, foldName, isFileRefused, plainDiskName } from '../ground/file-name.ts';
import { flushToDisk } from '../ground/flush-to-disk.ts';
import { copyFileSync, heldFile, openSync, renameSync, rmSync } from '../ground/patient-files.ts';
import { pieces } from '../model/content.ts';
import { prepareMediaFolder } from './out-folder.ts';
import { removeLeftovers, temporaryPath } from './temp-files.ts';

/** Some file systems take only short names (eCryptfs): this many bytes. */
const SHORT_NAME = 140;

/** A file of the workspace that an answer names. */
export interface MediaSource {
  readonly path: string;
  /** The key under which it is encrypted on the disk; absent when it is as it is. */
  readonly key?: KeyObject;
  /** MD5 of the file's bytes, hex; null when unknown. */
  readonly md5: string | null;
}

/** The `media` folder of one export. It is made when the first file comes. */
export class MediaFolder {
  readonly #parent: string;
  #folder: string | null = null;
  /** The names in the folder. The key is a name as file systems compare it, the value is the real name. */
  readonly #there = new Map<string, string>();
  #copied = 0;
  /** The files that the export needs in the folder, copied now or already there. */
  readonly #brought = new Set<string>();
  #bytes = 0;

  constructor(parent: string) {
    this.#parent = parent;
  }

  /** How many files were copied. */
  get copied(): number {
    return this.#copied;
  }

  /**
   * How many files the export needs in the folder, copied now or already there. Several answers may share a
   * file.
   */
  get brought(): number {
    return this.#brought.size;
  }

  /** The bytes of the files that `brought` counts. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Brings a file into the folder and returns its name there (`briefcase-csv` §8). That is its own name, or
   * `name-2.ext`, `name-3.ext` … when another content has the name. Names that differ only in case count as
   * the same. A file that is already there with the same MD5 is not copied again. Nothing that is there is
   * ever overwritten or followed. Takes a safe file name. Characters that some system refuses become `_`,
   * because people carry exports from one system to another. If this file system still refuses the name, it
   * is cut, or written in plain letters. Throws `MediaNotCopied` when the file cannot be read, or cannot be
   * written under any name.
   */
  bring(name: string, source: MediaSource): string {
    const size = sizeOf(source);
    this.#folder ??= this.#open();
    const place = this.#placeAnyhow(this.#folder, name, source, size);
    if (!this.#brought.has(place)) this.#bytes += size;
    this.#brought.add(place);
    return place;
  }

  #open(): string {
    const folder = openFolder(this.#parent);
    for (const name of readdirSync(folder)) this.#there.set(foldName(name), name);
    return folder;
  }

  #placeAnyhow(folder: string, name: string, source: MediaSource, size: number): string {
    for (const wanted of [exportedName(name), cutName(exportedName(name), SHORT_NAME), plainDiskName(name)]) {
      try {
        return this.#place(folder, wanted, source, size);
      } catch (error) {
        if (!isFileRefused(error)) throw error;
      }
    }
    throw new MediaNotCopied();
  }

  #place(folder: string, name: string, source: MediaSource, size: number): string {
    let md5 = source.md5;
    for (let number = 1; ; number += 1) {
      const wanted = numberedName(name, number);
      const candidate = this.#there.get(foldName(wanted)) ?? wanted;
      const place = join(folder, candidate);
      const there = lstatSync(place, { throwIfNoEntry: false });
      if (there === undefined) {
        if (!this.#copy(folder, source, place)) continue;
        this.#there.set(foldName(candidate), candidate);
        return candidate;
      } else if (there.isFile() && there.size === size) {
        md5 ??= md5OfSource(source);
        if (holds(place, md5)) return candidate;
      }
    }
  }

  /** Returns false when something else has taken the name in the meantime. */
  #copy(folder: string, source: MediaSource, place: string): boolean {
    const temporary = temporaryPath(folder);
    try {
      copySource(source, temporary);
      chmodSync(temporary, 0o600);
      flushToDisk(temporary, 'r+');
      if (!moveIfFree(temporary, place)) return false;
      this.#copied += 1;
      return true;
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

function openFolder(parent: string): string {
  const folder = prepareMediaFolder(parent);
  removeLeftovers(folder);
  return folder;
}

/**
 * An attachment's plaintext in the workspace is gone, is not an ordinary file or cannot be read; or the media
 * folder takes it under no name.
 */
export class MediaNotCopied extends Error {}

function sizeOf({ path, key }: MediaSource): number {
  const size = sizeOfFile(path, key ?? null);
  if (size === null) throw new MediaNotCopied();
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new MediaNotCopied('', { cause });
  }
  return size;
}

/**
 * Throws `MediaNotCopied` when the source cannot be read: it is gone, held by another program, or on a
 * failing disk.
 */
function copySource({ path: from, key }: MediaSource, temporary: string): void {
  if (key !== undefined) {
    copyDecrypted(from, key, temporary);
    return;
  }
  try {
    copyFileSync(from, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    const isFailing = error instanceof Error && 'code' in error && error.code === 'EIO';
    if (isFailing || !canBeRead(from)) throw new MediaNotCopied('', { cause: error });
    throw error;
  }
}

/** Copies an encrypted file as plaintext. Throws `MediaNotCopied` when it cannot be read or was changed. */
function copyDecrypted(from: string, key: KeyObject, temporary: string): void {
  const source = pieces({ kind: 'file', path: from, size: 0, key });
  const output = createOutput(temporary, null, 'wx');
  try {
    for (let piece = next(source); piece !== null; piece = next(source)) output.write(piece);
  } finally {
    output.close();
  }
}

function next(source: Generator<Uint8Array>): Uint8Array | null {
  try {
    const { value, done } = source.next();
    return done === true ? null : value;
  } catch (cause) {
    throw new MediaNotCopied('', { cause });
  }
}

function canBeRead(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch {
    return false;
  }
}

/**
 * True when the file has this content. A file that may not be read belongs to somebody else, so the answer is
 * false and the next number is used. A file that another program holds may have this content, so its error is
 * thrown.
 */
function holds(place: string, md5: string): boolean {
  try {
    return md5Of(place) === md5.toLowerCase();
  } catch (error) {
    if (heldFile(error) !== null) throw error;
    return false;
  }
}

function md5OfSource({ path, key }: MediaSource): string {
  try {
    return md5Of(path, key);
  } catch (cause) {
    throw new MediaNotCopied('', { cause });
  }
}

/**
 * A hard link fails when the name is taken; a rename does not. Where links are not supported, it uses a
 * rename.
 */
function moveIfFree(temporary: string, place: string): boolean {
  try {
    linkSync(temporary, place);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) return false;
    renameSync(temporary, place);
    return true;
  }
}

function md5Of(path: string, key?: KeyObject): string {
  const hash = createHash('md5');
  for (const piece of pieces({ kind: 'file', path, size: 0, ...(key === undefined ? {} : { key }) })) {
    hash.update(piece);
  }
  return hash.digest('hex');
}
