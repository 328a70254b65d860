import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  linkSync,
  lstatSync,
  readdirSync,
  readSync,
} from 'node:fs';
import { join } from 'node:path';
import { exportedName, numberedName } from '../ground/export-names.ts';
import { cutName, foldName, isFileRefused, plainDiskName } from '../ground/file-name.ts';
import { copyFileSync, heldFile, openSync, renameSync, rmSync } from '../ground/patient-files.ts';
import { prepareMediaFolder } from './out-folder.ts';
import { flushToDisk, removeLeftovers, temporaryPath } from './temp-files.ts';

/** What file systems take that take less than the others (eCryptfs), in bytes. */
const SHORT_NAME = 140;

/** A file of the workspace that an answer names. */
export interface MediaSource {
  readonly path: string;
  /** MD5 of its bytes, hex; null when unknown. */
  readonly md5: string | null;
}

/** The `media` folder of one export. It is made when the first file comes. */
export class MediaFolder {
  readonly #parent: string;
  #folder: string | null = null;
  /** Names in it as file systems compare them, each with the one that is there. */
  readonly #there = new Map<string, string>();
  #copied = 0;
  /** The files that were brought, those that were there before too. */
  readonly #brought = new Set<string>();
  #bytes = 0;

  constructor(parent: string) {
    this.#parent = parent;
  }

  /** How many files were copied. */
  get copied(): number {
    return this.#copied;
  }

  /** How many of its files were brought, those that were already there too. Several answers may share one. */
  get brought(): number {
    return this.#brought.size;
  }

  /** The bytes of these files. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Brings a file into the folder and returns the name that it has there: its own, or `name-2.ext`, `name-3.ext` … when
   * that is taken by other content (`briefcase-csv` §8). Names are compared as file systems compare them that ignore
   * case. What is already there with the same MD5 is not copied again, and nothing that is there is ever overwritten or
   * followed. Takes a safe file name; what some system does not take of it is `_`, because exports are carried from one
   * to another. What this file system does not take even so is cut, or written in plain letters. Throws
   * `MediaNotCopied` when the file itself cannot be read, or cannot be written under any name.
   */
  bring(name: string, source: MediaSource): string {
    const size = sizeOf(source.path);
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
        if (!this.#copy(folder, source.path, place)) continue;
        this.#there.set(foldName(candidate), candidate);
        return candidate;
      } else if (there.isFile() && there.size === size) {
        md5 ??= md5OfSource(source.path);
        if (holds(place, md5)) return candidate;
      }
    }
  }

  /** False when something else has taken the place in the meantime. */
  #copy(folder: string, from: string, place: string): boolean {
    const temporary = temporaryPath(folder);
    try {
      copySource(from, temporary);
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
 * An attachment's plaintext in the workspace is gone, is no ordinary file, cannot be read, or cannot be written there.
 */
export class MediaNotCopied extends Error {}

function sizeOf(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) throw new MediaNotCopied();
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new MediaNotCopied('', { cause });
  }
  return stats.size;
}

/** Where the source can be read no more, it is the source's fault: gone, held by another program, on a failing disk. */
function copySource(from: string, temporary: string): void {
  try {
    copyFileSync(from, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    const isFailing = error instanceof Error && 'code' in error && error.code === 'EIO';
    if (isFailing || !canBeRead(from)) throw new MediaNotCopied('', { cause: error });
    throw error;
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
 * A file that may not be read is somebody else's, so the next number is taken. One that another program holds may be
 * the very file.
 */
function holds(place: string, md5: string): boolean {
  try {
    return md5Of(place) === md5.toLowerCase();
  } catch (error) {
    if (heldFile(error) !== null) throw error;
    return false;
  }
}

function md5OfSource(path: string): string {
  try {
    return md5Of(path);
  } catch (cause) {
    throw new MediaNotCopied('', { cause });
  }
}

/** A hard link fails when the name is taken, which a rename does not. Where links are not known, a rename must do. */
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

const PIECE = 1024 * 1024;

function md5Of(path: string): string {
  const hash = createHash('md5');
  const buffer = Buffer.allocUnsafe(PIECE);
  const handle = openSync(path, 'r');
  try {
    for (;;) {
      const length = readSync(handle, buffer);
      if (length === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(handle);
  }
}
