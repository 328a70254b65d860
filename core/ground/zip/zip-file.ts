import { closeSync, writeSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { openSync } from '../patient-files.ts';
import {
  directoryRecord,
  dosTime,
  endRecords,
  localRecord,
  METHOD,
  WIDE,
  wideExtra,
  type ZipRecord,
} from './records.ts';

/** Every file has the oldest time that a zip can hold: the same content gives the same bytes. */
const MODIFIED = dosTime(new Date(0));
/** Large files are made while others wait for them, and small ones are small at any level. */
const LEVEL = 2;
const PIECE = 256 * 1024;

/**
 * Room for the sizes of 64 bits, in a field that the zips of Office documents have (APPNOTE 4.6.1, "growth hint").
 * Programs that cannot read wide sizes read everything that does not need them.
 */
const ROOM = Buffer.concat([Buffer.from([0x20, 0xa2, 16, 0, 0x28, 0xa0, 12, 0]), Buffer.alloc(12)]);

/**
 * Writes a zip with deflated files, one after the other, in constant memory. The sizes are before the contents, as every
 * reader wants them, because they are written there afterwards.
 */
export class ZipFile {
  readonly #handle: number;
  readonly #directory: Buffer[] = [];
  #written = 0;

  /** Takes the path of an existing, empty file. Throws the file system's errors, like all its methods. */
  constructor(path: string) {
    this.#handle = openSync(path, 'r+');
  }

  /**
   * Adds a file. Takes its name, with `/`, and its content. A piece of it is used up when the next but one is asked
   * for. Throws what the content throws.
   */
  async add(name: string, content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    const start = this.#written;
    let record: ZipRecord = {
      name: Buffer.from(name),
      version: 20,
      flags: 0,
      method: METHOD.deflated,
      modified: MODIFIED,
      crc32: 0,
      packedSize: 0,
      size: 0,
    };
    this.#write(localRecord(record, ROOM));
    const before = this.#written;
    let crc = 0;
    let size = 0;
    const deflate = createDeflateRaw({ level: LEVEL, chunkSize: PIECE });
    const packing = async () => {
      try {
        let last = Promise.resolve();
        for await (const piece of content) {
          crc = crc32(piece, crc);
          size += piece.length;
          // Another thread packs a piece while this one makes the next: no more than two are in memory.
          await last;
          last = packed(deflate, piece);
        }
        await last;
        deflate.end();
      } catch (error) {
        deflate.destroy(error as Error);
      }
    };
    const writing = pipeline(deflate, async (output: AsyncIterable<Buffer>) => {
      for await (const piece of output) this.#write(piece);
    });
    await Promise.all([writing, packing()]);
    record = { ...record, crc32: crc, packedSize: this.#written - before, size };
    this.#writeAt(knownRecord(record), start);
    this.#directory.push(directoryRecord(record, start));
  }

  /** Writes the directory. After this no file may be added. */
  finish(): void {
    const start = this.#written;
    const directory = Buffer.concat(this.#directory);
    this.#write(directory);
    this.#write(endRecords(this.#directory.length, start, directory.length));
  }

  close(): void {
    closeSync(this.#handle);
  }

  #write(bytes: Uint8Array): void {
    this.#writeAt(bytes, this.#written);
    this.#written += bytes.length;
  }

  #writeAt(bytes: Uint8Array, place: number): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#handle, bytes, done, bytes.length - done, place + done);
    }
  }
}

/** Gives a piece to the thread that packs. Settles when the piece is used up. */
function packed(deflate: DeflateRaw, piece: Uint8Array): Promise<void> {
  const used = new Promise<void>((resolve, reject) => {
    deflate.write(piece, (error) => (error ? reject(error) : resolve()));
  });
  // Whoever waits for it hears of an error. When the content throws, nobody waits for it.
  used.catch(() => undefined);
  return used;
}

/** The local record with its sizes, as long as the one with room for them. */
function knownRecord(record: ZipRecord): Buffer {
  const { size, packedSize } = record;
  if (size < WIDE && packedSize < WIDE) return localRecord(record, ROOM);
  return localRecord({ ...record, version: 45, size: WIDE, packedSize: WIDE }, wideExtra([size, packedSize]));
}
