import { cutName, safeDiskName } from '../../ground/file-name.ts';
import { Problem } from '../../ground/problem.ts';
import { evenPieces, type Feed } from './feed.ts';
import { encodePax } from './pax.ts';
import { BLOCK, encodeHeader, MOST_OCTAL, padding, paddingOf } from './tar-header.ts';
import { isSafePath, SeenNames } from './tar-names.ts';

/** A file to put into a tar. */
export interface TarFile {
  /** Its path in the tar, with `/`. */
  readonly name: string;
  /** How many bytes `content` yields: the tar has this number before them. */
  readonly size: number;
  readonly modified: Date;
  readonly content: Feed;
}

/**
 * Yields a tar of these files, in pieces of 64 KiB; a piece is valid until the next is asked for. The format is POSIX
 * ustar, with pax headers for what that cannot hold: long names, names with other letters than ASCII, sizes from 8 GiB.
 * Takes one file at a time, and its content when the file is next.
 *
 * Throws `backup.file_changed` when a content has another size than its file says, and whatever the content throws.
 * Throws a RangeError for a name that is no safe path, or that is there already.
 */
export function writeTar(files: Iterable<TarFile> | AsyncIterable<TarFile>): AsyncGenerator<Buffer> {
  return evenPieces(tarPieces(files));
}

/** How many bytes the tar of a file with this name and size takes up, without the end of the whole tar. */
export function tarSize({ name, size }: Pick<TarFile, 'name' | 'size'>): number {
  return headersOf(name, size, 0).length + size + paddingOf(size);
}

async function* tarPieces(files: Iterable<TarFile> | AsyncIterable<TarFile>): AsyncGenerator<Uint8Array> {
  const seen = new SeenNames();
  for await (const { name, size, modified, content } of files) {
    if (!isSafePath(name)) throw new RangeError('a tar cannot have a file of this name');
    if (!seen.add(name)) throw new RangeError('a tar cannot have two files of one name');
    yield headersOf(name, size, Math.trunc(modified.getTime() / 1000));
    let written = 0;
    for await (const piece of content) {
      written += piece.length;
      if (written > size) break;
      yield piece;
    }
    if (written !== size) throw new Problem('backup.file_changed', { file: name });
    yield padding(size);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function headersOf(name: string, size: number, modified: number): Buffer {
  const records = new Map<string, string>();
  const own = encodeHeader({ name, size, modified, type: '0' });
  if (own === null || /[^ -~]/.test(name)) records.set('path', name);
  if (size > MOST_OCTAL) records.set('size', String(size));
  const header = own ?? encoded({ name: shortName(name), size, modified, type: '0' });
  if (records.size === 0) return header;
  const pax = encodePax(records);
  const paxHeader = encoded({ name: 'PaxHeaders/next', size: pax.length, modified, type: 'x' });
  return Buffer.concat([paxHeader, pax, padding(pax.length), header]);
}

/** For programs that cannot read pax headers: a name of its own that fits. */
function shortName(name: string): string {
  return cutName(safeDiskName(name), 100);
}

function encoded(header: Parameters<typeof encodeHeader>[0]): Buffer {
  const block = encodeHeader(header);
  if (block === null) throw new RangeError('the name of a tar header is too long');
  return block;
}
