import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { heldFile, open, rename, rm } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';

/** A file that grows beside its target under the name `<target>.part` and takes its place only when it is whole. */
export class TemporaryFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #done = false;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Starts a file for that target; what an interrupted run left there is written over. Throws a Problem. */
  static async beside(path: string): Promise<TemporaryFile> {
    try {
      // Removed first, so that a link left under this name is not followed.
      await rm(`${path}.part`, { force: true });
      return new TemporaryFile(path, await open(`${path}.part`, 'wx+', 0o600));
    } catch (error) {
      throw diskProblem(error, path);
    }
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#handle.appendFile(bytes).catch((error) => {
      throw diskProblem(error, this.path);
    });
  }

  /** What was written so far, from its beginning. */
  async *read(): AsyncGenerator<Uint8Array> {
    yield* this.#handle.createReadStream({ start: 0, autoClose: false });
  }

  /** Makes the file durable under its own name, or another of the same folder, and returns that. */
  async keep(path = this.path): Promise<string> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(`${this.path}.part`, path);
      this.#done = true;
      return path;
    } catch (error) {
      throw diskProblem(error, this.path);
    }
  }

  /** Removes the file unless it was kept. */
  async discard(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    await this.#handle.close();
    await rm(`${this.path}.part`, { force: true });
  }
}

function diskProblem(cause: unknown, path: string): Problem {
  const held = heldFile(cause);
  if (held !== null) return new Problem('store.file_held', { file: held }, { cause });
  const full = cause instanceof Error && 'code' in cause && ['ENOSPC', 'EDQUOT'].includes(String(cause.code));
  return new Problem(full ? 'store.disk_full' : 'store.unusable', { folder: dirname(path) }, { cause });
}
