import type { KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { flushToDisk } from '../ground/flush-to-disk.ts';
import { openSync, rmSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import { copyThrowaway } from './copy-database.ts';
import { hasHeader } from './encrypted-page.ts';
import { encryptedPages } from './encrypted-pages.ts';
import { DATABASE_HEADER, mayPass, newThrowawayKey, throwawayPages } from './throwaway-pages.ts';

/**
 * Writes a plain database into a file that is encrypted under this key. Takes its pieces, in order. Pages that keep the
 * bytes free which SQLCipher needs are encrypted one by one; those of any other database are written anew by SQLite.
 * Nothing of them is ever on the disk as it is. Throws `store.page_damaged`, SQLite's errors and those of the file
 * system; what is in the file is not whole then.
 */
export async function writeEncrypted(
  content: AsyncIterable<Uint8Array>,
  path: string,
  key: KeyObject,
): Promise<void> {
  const { header, all } = await withHeader(content);
  if (header.length >= DATABASE_HEADER && hasHeader(header)) {
    return writePieces(encryptedPages(all, key, basename(path)), path);
  }
  if (!mayPass(header)) throw new Problem('store.page_damaged', { file: basename(path), page: 1 });
  const throwaway = newThrowawayKey();
  const passing = `${path}.passing`;
  try {
    await writePieces(throwawayPages(all, throwaway, basename(path)), passing);
    rmSync(path, { force: true });
    await copyThrowaway(passing, throwaway, path, key);
    flushToDisk(path, 'r+');
  } finally {
    rmSync(passing, { force: true });
  }
}

/** Writes pieces into a file, for its owner only, and flushes it. Throws the file system's errors. */
export async function writePieces(content: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  const file = openSync(path, 'w', 0o600);
  try {
    for await (const piece of content) {
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Reads the first bytes of a database. Returns them, and all pieces with them. */
async function withHeader(content: AsyncIterable<Uint8Array>) {
  const pieces = content[Symbol.asyncIterator]();
  let header = Buffer.alloc(0);
  while (header.length < DATABASE_HEADER) {
    const next = await pieces.next();
    if (next.done === true) break;
    header = Buffer.concat([header, next.value]);
  }
  const begin = header;
  async function* all(): AsyncGenerator<Uint8Array> {
    yield begin;
    for await (const piece of { [Symbol.asyncIterator]: () => pieces }) yield piece;
  }
  return { header, all: all() };
}
