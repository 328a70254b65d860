import { createHash, type KeyObject } from 'node:crypto';
import type { Content } from '../../model/fetched.ts';
import { isGzip } from './decoders.ts';
import { TemporaryFile } from './temporary-file.ts';

export interface PartSinkOptions {
  /** Up to this many bytes stay in memory. */
  readonly inlineLimit: number;
  /** Where a larger file goes; its folder exists. */
  readonly path: () => string;
  /** The key under which it is encrypted there; left out where files are kept as they are. */
  readonly key?: KeyObject | null;
}

/** The bytes of one file as they arrive: in memory up to a limit, else in a temporary file beside their place. */
export class PartSink {
  readonly #inlineLimit: number;
  readonly #path: () => string;
  readonly #key: KeyObject | null;
  readonly #hash = createHash('md5');
  #md5: string | null = null;
  #pieces: Uint8Array[] = [];
  #file: TemporaryFile | null = null;
  #size = 0;
  #first: Uint8Array = Buffer.alloc(0);

  constructor({ inlineLimit, path, key = null }: PartSinkOptions) {
    this.#inlineLimit = inlineLimit;
    this.#path = path;
    this.#key = key;
  }

  /** Whether what came begins as gzip does. */
  get isGzip(): boolean {
    return isGzip(this.#first);
  }

  /** Throws a Problem when the disk is full or cannot be written. */
  async write(piece: Uint8Array): Promise<void> {
    this.#hash.update(piece);
    if (this.#first.length < 2) this.#first = Buffer.concat([this.#first, piece.subarray(0, 2)]);
    this.#size += piece.length;
    if (this.#file === null && this.#size > this.#inlineLimit) {
      this.#file = await TemporaryFile.beside(this.#path(), this.#key);
      for (const earlier of this.#pieces) this.#file.append(earlier);
      this.#pieces = [];
    }
    if (this.#file === null) this.#pieces.push(piece);
    else this.#file.append(piece);
  }

  /** Of all bytes, lower-case hex; nothing is written behind it. */
  md5(): string {
    this.#md5 ??= this.#hash.digest('hex');
    return this.#md5;
  }

  /** The bytes again, once all are written. */
  async *read(): AsyncGenerator<Uint8Array> {
    if (this.#file === null) yield* this.#pieces;
    else yield* this.#file.read();
  }

  /** Keeps the bytes, durably where they lie on the disk: at their own place or another of the same folder. */
  async keep(at?: () => string): Promise<Content> {
    const file = this.#file;
    if (file === null) return { kind: 'bytes', bytes: Buffer.concat(this.#pieces) };
    return file.keep(at?.());
  }

  /** Leaves nothing of what was not kept. */
  async discard(): Promise<void> {
    await this.#file?.discard();
  }
}
