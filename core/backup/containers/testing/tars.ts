import { readTar } from '../tar-read.ts';
import { type TarFile, writeTar } from '../tar-write.ts';
import { collect, inPieces } from './bytes.ts';

/** A file in a tar, whole. */
export interface WholeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const MODIFIED = new Date('2026-11-29T02:00:00Z');

export function tarFile({ name, bytes }: WholeFile, piece = 1000): TarFile {
  return { name, size: bytes.length, modified: MODIFIED, content: inPieces(bytes, piece) };
}

export function tarOf(files: readonly WholeFile[]): Promise<Buffer> {
  return collect(writeTar(files.map((file) => tarFile(file))));
}

/** All files of a tar that comes in pieces of this length. */
export async function filesOf(tar: Uint8Array, piece = 4096): Promise<WholeFile[]> {
  const files: WholeFile[] = [];
  for await (const { name, size, content } of readTar(inPieces(tar, piece), 'a.tar')) {
    const bytes = await collect(content);
    if (bytes.length !== size) throw new Error('the content has another size');
    files.push({ name, bytes });
  }
  return files;
}
