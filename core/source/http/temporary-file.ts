import type { KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import { createOutput, type FileOutput } from '../../ground/file-cipher.ts';
import { flushLargeToDisk } from '../../ground/flush-to-disk.ts';
import { heldFile, rename, rm } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';
import { pieces } from '../../model/content.ts';
import type { Content } from '../../model/fetched.ts';

/**
 * A file that grows beside its target under the name `<target>.part` and takes its place only when it is whole. With
 * a key, it is encrypted from its first byte.
 */
export class TemporaryFile {
  readonly path: string;
  readonly #key: KeyObject | null;
  readonly #output: FileOutput;
  #size = 0;
  /** Whether the last byte is written, and the file closed. */
  #isEnded = false;
  #isDone = false;

  private constructor(path: string, key: KeyObject | null) {
    this.path = path;
    this.#key = key;
    this.#output = createOutput(`${path}.part`, key, 'wx');
  }

  /** Starts a file for that target; what an interrupted run left there is written over. Throws a Problem. */
  static async beside(path: string, key: KeyObject | null): Promise<TemporaryFile> {
    try {
      // Removed first, so that a link left under this name is not followed.
      await rm(`${path}.part`, { force: true });
      return new TemporaryFile(path, key);
    } catch (error) {
      throw diskProblem(error, path);
    }
  }

  /** Throws a Problem when the disk is full or cannot be written. */
  append(bytes: Uint8Array): void {
    try {
      this.#output.write(bytes);
      this.#size += bytes.length;
    } catch (error) {
      throw diskProblem(error, this.path);
    }
  }

  /** What was written, from its beginning. Nothing is written behind it. Throws a Problem. */
  async *read(): AsyncGenerator<Uint8Array> {
    try {
      this.#end();
      // A reader may hold on to what it has got.
      for (const piece of pieces(this.#contentAt(`${this.path}.part`))) yield Buffer.from(piece);
    } catch (error) {
      throw diskProblem(error, this.path);
    }
  }

  /** Makes the file durable under its own name, or another of the same folder. Throws a Problem. */
  async keep(path = this.path): Promise<Content> {
    try {
      this.#end();
      await flushLargeToDisk(`${this.path}.part`);
      await rename(`${this.path}.part`, path);
      this.#isDone = true;
      return this.#contentAt(path);
    } catch (error) {
      throw diskProblem(error, this.path);
    }
  }

  /** Removes the file unless it was kept. */
  async discard(): Promise<void> {
    if (this.#isDone) return;
    this.#isDone = true;
    if (!this.#isEnded) this.#output.close();
    this.#isEnded = true;
    await rm(`${this.path}.part`, { force: true });
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    try {
      this.#output.end();
    } finally {
      this.#output.close();
    }
  }

  #contentAt(path: string): Content {
    const file = { kind: 'file', path, size: this.#size } as const;
    return this.#key === null ? file : { ...file, key: this.#key };
  }
}

function diskProblem(cause: unknown, path: string): Problem {
  const held = heldFile(cause);
  if (held !== null) return new Problem('store.file_held', { file: held }, { cause });
  const full = cause instanceof Error && 'code' in cause && ['ENOSPC', 'EDQUOT'].includes(String(cause.code));
  return new Problem(full ? 'store.disk_full' : 'store.unusable', { folder: dirname(path) }, { cause });
}
