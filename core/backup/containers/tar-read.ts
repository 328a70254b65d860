import { Problem } from '../../ground/problem.ts';
import { ByteReader } from './byte-reader.ts';
import type { Feed } from './feed.ts';
import { decodePax, LONGEST_PAX, type PaxRecords, utf8 } from './pax.ts';
import { BLOCK, decodeHeader, isZeros, paddingOf, type TarHeader } from './tar-header.ts';
import { isSafePath, SeenNames } from './tar-names.ts';

/** A file in a tar that is being read. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly modified: Date;
  /** Its bytes. They can be read once, before the next file is asked for; what is left is skipped. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Reads a tar from beginning to end: POSIX ustar with pax headers, and what GNU tar makes of long names and large sizes.
 * Yields its files in order. Folders are skipped, because each file has its whole path.
 *
 * The format has a checksum for headers and none for contents: whoever reads one compares its hash.
 *
 * @param source the bytes; it is always ended, also after an error
 * @param file what the problems name
 * @throws `backup.file_damaged` when the tar is cut or a header is not as it was written, `backup.file_unexpected` for
 * what no backup of ours has: a path that is absolute or leads out, a link, a device, a sparse file, a file whose name
 * was there before. Throws what the source throws.
 */
export async function* readTar(source: Feed, file: string): AsyncGenerator<TarEntry> {
  const reader = new ByteReader(source);
  const seen = new SeenNames();
  try {
    for (;;) {
      const header = await nextHeader(reader, file);
      if (header === null) return;
      const { size, modified } = header;
      const isFolder = header.type === '5' || (header.type === '\0' && header.name.endsWith('/'));
      const name = plainName(header.name, isFolder);
      if (isFolder && size === 0 && (name === '.' || isSafePath(name))) continue;
      if (isFolder || !isSafePath(name) || !seen.add(name)) throw unexpected(file);
      const content = new EntryContent(reader, size, file);
      yield { name, size, modified: new Date(modified * 1000), content };
      await content.skip();
      const padding = await reader.exactly(paddingOf(size));
      if (padding === null || !isZeros(padding)) throw damaged(file);
    }
  } finally {
    await reader.close();
  }
}

/** The content of one file. */
class EntryContent implements AsyncIterable<Uint8Array> {
  readonly #reader: ByteReader;
  readonly #file: string;
  #left: number;
  #isOver = false;

  constructor(reader: ByteReader, size: number, file: string) {
    this.#reader = reader;
    this.#left = size;
    this.#file = file;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    if (this.#isOver) throw new Error('this file of the tar was left behind');
    while (this.#left > 0) yield await this.#next();
  }

  /** Reads what is left, and allows no more reading. */
  async skip(): Promise<void> {
    this.#isOver = true;
    while (this.#left > 0) await this.#next();
  }

  async #next(): Promise<Uint8Array> {
    const piece = await this.#reader.some(this.#left);
    if (piece === null) throw damaged(this.#file);
    this.#left -= piece.length;
    return piece;
  }
}

/** The next header of a file or folder, with what the headers before it say; null at the end of the tar. */
async function nextHeader(reader: ByteReader, file: string): Promise<TarHeader | null> {
  let records: PaxRecords = new Map();
  let longName: string | null = null;
  for (;;) {
    const block = await reader.exactly(BLOCK);
    if (block === null) throw damaged(file);
    if (isZeros(block)) {
      await readEnd(reader, file);
      return null;
    }
    const header = decodeHeader(block);
    if (header === null) throw damaged(file);
    switch (header.type) {
      case 'x':
        records = await readPax(reader, header, file);
        break;
      case 'g': {
        // For all files of the tar: one name or size for all cannot be meant.
        const global = await readPax(reader, header, file);
        if (global.has('path') || global.has('size')) throw unexpected(file);
        break;
      }
      case 'L':
        longName = utf8((await readBody(reader, header, file)).subarray(0, -1));
        if (longName === null) throw damaged(file);
        break;
      case '0':
      case '\0':
      case '5':
        return withRecords({ ...header, name: longName ?? header.name }, records, file);
      default:
        throw unexpected(file);
    }
  }
}

function withRecords(header: TarHeader, records: PaxRecords, file: string): TarHeader {
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) throw unexpected(file);
  const digits = records.get('size') ?? String(header.size);
  const size = Number(digits);
  if (!/^[0-9]+$/.test(digits) || !Number.isSafeInteger(size)) throw damaged(file);
  return { ...header, name: records.get('path') ?? header.name, size };
}

async function readPax(reader: ByteReader, header: TarHeader, file: string): Promise<PaxRecords> {
  const records = decodePax(await readBody(reader, header, file));
  if (records === null) throw damaged(file);
  return records;
}

/** The content of a header that belongs to the next one. */
async function readBody(reader: ByteReader, { size }: TarHeader, file: string): Promise<Buffer> {
  if (size > LONGEST_PAX) throw damaged(file);
  const body = await reader.exactly(size);
  if (body === null) throw damaged(file);
  // What is read next may take its memory.
  const copy = Buffer.from(body);
  const padding = await reader.exactly(paddingOf(size));
  if (padding === null || !isZeros(padding)) throw damaged(file);
  return copy;
}

/** After the first block of zeros comes a second one, and then nothing but zeros: GNU tar fills up what it writes. */
async function readEnd(reader: ByteReader, file: string): Promise<void> {
  const second = await reader.exactly(BLOCK);
  if (second === null || !isZeros(second)) throw damaged(file);
  for (let rest = await reader.some(BLOCK); rest !== null; rest = await reader.some(BLOCK)) {
    if (!isZeros(rest)) throw damaged(file);
  }
}

/** Without the `./` that GNU tar writes before all names when it packs `.`, and without the `/` behind a folder's. */
function plainName(name: string, isFolder: boolean): string {
  const inside = name.replace(/^(?:\.\/)+(?=.)/, '');
  return isFolder ? inside.replace(/\/+$/, '') : inside;
}

function damaged(file: string): Problem {
  return new Problem('backup.file_damaged', { file });
}

function unexpected(file: string): Problem {
  return new Problem('backup.file_unexpected', { file });
}
