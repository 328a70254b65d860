import type { KeyObject } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { openSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import { PAGE, PageCipher } from './encrypted-page.ts';
import { lockPageOf } from './sqlite-header.ts';

/** How many pages are read, checked and yielded at a time. */
const AT_ONCE = 64;

/** SQLite never writes this page. It has no checksum. */
export const LOCK_PAGE = lockPageOf(PAGE);

/**
 * Reads an encrypted database as a plain SQLite file, piece by piece: each page is checked by its HMAC and
 * decrypted, and keeps its 80 reserved bytes, as zeros. The pieces are whole pages, in order; nothing of them is
 * ever written to the disk here. Takes a file that no connection has open, such as a copy by `copyDatabase`, and
 * its raw key. Throws `store.page_damaged` for the first page that is not as it was written, also when the
 * file was cut or is longer than the database; and the errors of the file system.
 */
export function* decryptedPages(path: string, key: KeyObject): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const damaged = (page: number): Problem =>
      new Problem('store.page_damaged', { file: basename(path), page });
    const buffer = Buffer.alloc(AT_ONCE * PAGE);
    let cipher: PageCipher | null = null;
    for (let at = 0, number = 1; at < size; at += buffer.length) {
      const read = fill(file, buffer, at);
      const plain = Buffer.alloc(Math.floor(read / PAGE) * PAGE);
      for (let start = 0; start < read; start += PAGE, number += 1) {
        const page = buffer.subarray(start, start + PAGE);
        if (start + PAGE > read) throw damaged(number);
        if (number === LOCK_PAGE) continue;
        cipher ??= new PageCipher(key, page);
        if (!cipher.isWhole(page, number)) throw damaged(number);
        const decrypted = cipher.decrypt(page, number);
        if (number === 1) checkLength(decrypted, size / PAGE, damaged);
        decrypted.copy(plain, start);
      }
      yield plain;
    }
  } finally {
    closeSync(file);
  }
}

/** Compares the size of the file with the number of pages that its header gives, where the header counts. */
function checkLength(first: Buffer, pages: number, damaged: (page: number) => Problem): void {
  const counted = first.readUInt32BE(28);
  // Programs before SQLite 3.7 did not keep the number up to date; these two fields tell.
  const isCurrent = first.readUInt32BE(24) === first.readUInt32BE(92);
  if (isCurrent && counted !== pages) throw damaged(Math.floor(Math.min(counted, pages)) + 1);
}

/** Reads from a place until the buffer is full or the file ends. Returns how many bytes. */
function fill(file: number, buffer: Buffer, from: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const read = readSync(file, buffer, filled, buffer.length - filled, from + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
