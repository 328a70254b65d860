import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Breath } from '../../ground/breath.ts';
import { encryptedSize, sizeOfFile } from '../../ground/file-cipher.ts';
import { isFileError } from '../../ground/file-error.ts';
import { isFileRefused, plainDiskName } from '../../ground/file-name.ts';
import { flushFolder } from '../../ground/flush-to-disk.ts';
import { renameSync, rmSync } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';
import type { LackingFile } from '../../model/conversion.ts';
import type { WorkspaceKeys } from '../../model/workspace-keys.ts';
import { CONTENT_FOLDERS } from '../../model/workspace-parts.ts';
import { conversionPaths } from './conversion-state.ts';
import { copyVerified, digestOf, type FileAt, wasCopied } from './copy-stored-file.ts';
import { newPlace, type StoredFile } from './stored-files.ts';

const MOST_LACKING = 100;

/** The keys of the workspace, and of the workspace that it becomes; null for a plain one. */
export interface KeyChange {
  readonly from: WorkspaceKeys | null;
  readonly to: WorkspaceKeys | null;
}

/** Copies the files of a workspace into `conversion/new/`, one by one, each verified. */
export class FileConversion {
  readonly #folder: string;
  readonly #keys: KeyChange;
  readonly #breath: Breath;
  readonly #target: string;
  readonly #temporary: string;
  /** The folder whose names are flushed when the next one is begun. */
  #current: string | null = null;
  files = 0;
  bytes = 0;
  readonly lacking: LackingFile[] = [];
  allLacking = 0;

  constructor(folder: string, keys: KeyChange, breath: Breath) {
    this.#folder = folder;
    this.#keys = keys;
    this.#breath = breath;
    this.#target = conversionPaths(folder).new;
    this.#temporary = join(this.#target, 'copying.part');
  }

  /** Bytes of plaintext of a file; null when it is not there. */
  sizeOf(file: StoredFile): number | null {
    return isInside(file.file) ? sizeOfFile(this.#original(file).path, this.#original(file).key) : null;
  }

  /** Bytes that the copy of a file still needs on the disk. */
  neededFor(file: StoredFile, size: number): number {
    const known = file.md5 === null ? null : newPlace(file, file.md5, this.#keys.to?.files ?? null);
    return known !== null && this.#isCopied(file, known) ? 0 : this.#sizeOnDisk(size);
  }

  /**
   * Copies a file, unless an earlier run has. Returns its new path below its folder. A file that is not there or
   * is damaged is noted, and keeps a name. Throws the signal's reason, `workspace.copy_differs`,
   * `store.file_unreadable`, and the file system's errors.
   */
  async convert(file: StoredFile, onBytes: (count: number) => void): Promise<string> {
    const original = this.#original(file);
    try {
      if (this.sizeOf(file) === null)
        return this.#without(file, existsSync(original.path) ? 'damaged' : 'missing');
      const md5 = file.md5 ?? (await this.#breath.run(digestOf(original))).md5;
      const place = newPlace(file, md5, this.#keys.to?.files ?? null);
      if (this.#isCopied(file, place)) {
        const size = this.sizeOf(file) ?? 0;
        onBytes(size);
        this.#count(size);
        return place;
      }
      const copy = { path: this.#temporary, key: this.#keys.to?.files.content ?? null };
      const copied = await this.#breath.run(copyVerified(original, copy), onBytes);
      if (copied === null) throw this.#differs();
      this.#count(copied.size);
      return this.#put(file, md5, place);
    } catch (error) {
      return this.#afterError(error, file);
    }
  }

  /** Flushes the names of all copies, so that a power cut takes none. */
  finish(): void {
    this.#flushed(null);
    for (const name of CONTENT_FOLDERS) {
      const root = join(this.#target, name);
      mkdirSync(root, { recursive: true, mode: 0o700 });
      for (const below of readdirSync(root)) flushFolder(join(root, below));
      flushFolder(root);
    }
    rmSync(this.#temporary, { force: true });
  }

  #original({ folder, file }: StoredFile): FileAt {
    return { path: join(this.#folder, folder, file), key: this.#keys.from?.files.content ?? null };
  }

  #copy({ folder }: StoredFile, place: string): string {
    return join(this.#target, folder, place);
  }

  #sizeOnDisk(size: number): number {
    return this.#keys.to === null ? size : encryptedSize(size);
  }

  #isCopied(file: StoredFile, place: string): boolean {
    const size = this.sizeOf(file);
    if (size === null) return false;
    return wasCopied(this.#original(file).path, this.#copy(file, place), this.#sizeOnDisk(size));
  }

  #count(size: number): void {
    this.files += 1;
    this.bytes += size;
  }

  /** Gives a verified copy its final name: a copy that has one is whole. */
  #put(file: StoredFile, md5: string, place: string): string {
    const to = this.#copy(file, place);
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    try {
      renameSync(this.#temporary, to);
    } catch (error) {
      // This file system does not accept the name. It accepts a name in plain letters.
      const other = newPlace(file, md5, this.#keys.to?.files ?? null, plainDiskName);
      if (!isFileRefused(error) || other === place) throw error;
      return this.#put(file, md5, other);
    }
    this.#flushed(dirname(to));
    return place;
  }

  /** Flushes the folder of the copy before, when a copy goes to another folder. */
  #flushed(next: string | null): void {
    if (this.#current !== null && this.#current !== next) flushFolder(this.#current);
    this.#current = next;
  }

  #without(file: StoredFile, why: LackingFile['why']): string {
    this.allLacking += 1;
    if (this.lacking.length < MOST_LACKING) {
      this.lacking.push({ instanceId: file.instanceId, file: file.name, why });
    }
    return newPlace(file, file.md5 ?? '', this.#keys.to?.files ?? null);
  }

  /** What an error of reading or copying a file means. Throws it, unless only this file is lost already. */
  #afterError(error: unknown, file: StoredFile): string {
    if (!isFileError(error)) throw error;
    if (error.code === 'EBADMSG') {
      if (error.path === this.#original(file).path) return this.#without(file, 'damaged');
      throw this.#differs(error);
    }
    // Of the original. The disk may give it at another try, so it is not given up.
    if (error.syscall === 'read' || error.path === this.#original(file).path) {
      const params = { file: file.name, error: error.code };
      throw new Problem('store.file_unreadable', params, { cause: error });
    }
    throw error;
  }

  #differs(cause?: unknown): Problem {
    return new Problem('workspace.copy_differs', { folder: this.#folder, item: 'files' }, { cause });
  }
}

/** Whether a path that a row names stays in the workspace. */
function isInside(path: string): boolean {
  return !isAbsolute(path) && !/(^|[/\\])\.\.([/\\]|$)/.test(path);
}
