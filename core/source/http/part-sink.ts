import { createHash, type Hash, hash, type KeyObject } from 'node:crypto';
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
  /** Once it is too large for memory: its file, and the MD5 of what is in it. */
  #onDisk: { readonly file: TemporaryFile; readonly md5: Hash } | null = null;
  #md5: string | null = null;
  /** What is not in a file. */
  #pieces: Uint8Array[] = [];
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
    if (this.#first.length < 2) this.#first = Buffer.concat([this.#first, piece.subarray(0, 2)]);
    this.#size += piece.length;
    this.#pieces.push(piece);
    if (this.#onDisk === null && this.#size > this.#inlineLimit) {
      const file = await TemporaryFile.beside(this.#path(), this.#key);
      this.#onDisk = { file, md5: createHash('md5') };
    }
    if (this.#onDisk === null) return;
    for (const one of this.#pieces.splice(0)) {
      this.#onDisk.md5.update(one);
      this.#onDisk.file.append(one);
    }
  }

  /** Of all bytes, lower-case hex; nothing is written behind it. */
  md5(): string {
    this.#md5 ??= this.#onDisk?.md5.digest('hex') ?? hash('md5', this.#inMemory(), 'hex');
    return this.#md5;
  }

  /** The bytes again, once all are written. */
  async *read(): AsyncGenerator<Uint8Array> {
    if (this.#onDisk === null) yield* this.#pieces;
    else yield* this.#onDisk.file.read();
  }

  /** Keeps the bytes, durably where they lie on the disk: at their own place or another of the same folder. */
  async keep(at?: () => string): Promise<Content> {
    if (this.#onDisk === null) return { kind: 'bytes', bytes: this.#inMemory() };
    return this.#onDisk.file.keep(at?.());
  }

  /** All bytes as one piece of their own: what came over the line is part of something larger. */
  #inMemory(): Uint8Array {
    this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0] ?? Buffer.alloc(0);
  }

  /** Leaves nothing of what was not kept. */
  async discard(): Promise<void> {
    await this.#onDisk?.file.discard();
  }
}
