import type { KeyObject } from 'node:crypto';
import { closeSync, existsSync, fstatSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import { storeProblem } from '../ground/store-problem.ts';
import { KEY_FILE } from '../model/workspace-keys.ts';
import { hasHeader, PAGE, PageCipher } from './encrypted-page.ts';

/**
 * Refuses to open an encrypted workspace without a key, before SQLite could make a plain database in it. Takes
 * the database's path. Throws `workspace.locked`.
 */
export function refuseLocked(path: string, key: KeyObject | null): void {
  const folder = dirname(path);
  if (key === null && existsSync(join(folder, KEY_FILE))) throw new Problem('workspace.locked', { folder });
}

/**
 * The problem behind an error of opening a database with this key, or without one. SQLite says the same of a
 * wrong key, a missing key and damage; this function tells them apart. Returns any other error as it is.
 */
export function notOpened(error: unknown, path: string, key: KeyObject | null): unknown {
  const folder = dirname(path);
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'SQLITE_NOTADB') {
    return storeProblem(error, folder);
  }
  const [first, second] = firstPages(path);
  if (first === undefined) return storeProblem(error, folder);
  if (key === null) {
    return looksEncrypted(first)
      ? new Problem('workspace.key_missing', { folder }, { cause: error })
      : storeProblem(error, folder);
  }
  return isDamagedUnder(key, first, second)
    ? storeProblem(error, folder)
    : new Problem('workspace.wrong_key', { folder, by: 'key' }, { cause: error });
}

/**
 * The first two pages of the file, as far as it has them. Only for a file that this process could not open:
 * closing any other would end the locks that SQLite holds on it.
 */
function firstPages(path: string): Buffer[] {
  const file = openSync(path, 'r');
  try {
    const pages = Math.min(2, Math.floor(fstatSync(file).size / PAGE));
    return Array.from({ length: pages }, (_, i) => {
      const page = Buffer.alloc(PAGE);
      readSync(file, page, 0, PAGE, i * PAGE);
      return page;
    });
  } finally {
    closeSync(file);
  }
}

/** The key is right if it gives the first page its header, or proves the second page: then the file is damaged. */
function isDamagedUnder(key: KeyObject, first: Buffer, second: Buffer | undefined): boolean {
  const cipher = new PageCipher(key, first);
  return hasHeader(cipher.decrypt(first, 1)) || (second !== undefined && cipher.isWhole(second, 2));
}

/** In an encrypted page every byte is about as frequent as any other. No other file begins like that. */
function looksEncrypted(page: Uint8Array): boolean {
  const counts = new Uint16Array(256);
  for (const byte of page) counts[byte] = (counts[byte] ?? 0) + 1;
  // 16 of each are expected. Among 256 values, more than 48 or none at all is as good as impossible.
  return counts.every((count) => count <= 48) && counts.filter((count) => count === 0).length <= 4;
}
