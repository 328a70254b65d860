import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rm } from '../../ground/patient-files.ts';
import { diskProblem } from '../folder/disk-problem.ts';
import type { Feed } from './feed.ts';
import type { Measure } from './measured.ts';

/** Bytes that go to the disk at a time. Two such buffers take turns: one is filled while the other is written. */
const AT_ONCE = 1024 * 1024;

/**
 * Writes a stream into a new file, for its owner only, and returns its measure. When it returns, the file is flushed to
 * the disk and closed; its name is not flushed with its folder. The stream waits while the disk is slower than it. After
 * an error the file is closed, and removed where that is possible.
 *
 * @param folder the folder of the backup, for the problems
 * @throws `backup.*` when the disk fails (`diskProblem`); what the stream throws, as it is.
 */
export async function copyToFile(feed: Feed, path: string, folder: string): Promise<Measure> {
  const handle = await onDisk(open(path, 'wx', 0o600), folder, path);
  const output = new BufferedOutput(handle, folder, path);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of feed) {
      hash.update(piece);
      bytes += piece.length;
      await output.write(piece);
    }
    await output.flush();
    await onDisk(handle.sync(), folder, path);
    await onDisk(handle.close(), folder, path);
  } catch (error) {
    await output.settle();
    await handle.close().catch(() => undefined);
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Collects bytes and writes them, one buffer behind. */
class BufferedOutput {
  readonly #handle: FileHandle;
  readonly #folder: string;
  readonly #path: string;
  #filling = Buffer.allocUnsafeSlow(AT_ONCE);
  #other = Buffer.allocUnsafeSlow(AT_ONCE);
  #filled = 0;
  /** The write that is under way. */
  #writing: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, folder: string, path: string) {
    this.#handle = handle;
    this.#folder = folder;
    this.#path = path;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + AT_ONCE - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === AT_ONCE) await this.#startWriting();
    }
  }

  /** Writes what is left, and waits for all of it. */
  async flush(): Promise<void> {
    await this.#startWriting();
    await this.#writing;
  }

  /** Waits until nothing is being written. Throws nothing. */
  async settle(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }

  async #startWriting(): Promise<void> {
    await this.#writing;
    const bytes = this.#filling.subarray(0, this.#filled);
    [this.#filling, this.#other] = [this.#other, this.#filling];
    this.#filled = 0;
    this.#writing = onDisk(writeWhole(this.#handle, bytes), this.#folder, this.#path);
    // Its error reaches the caller that waits for it; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
  }
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
}

async function onDisk<T>(work: Promise<T>, folder: string, path: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw diskProblem(error, folder, path);
  }
}
