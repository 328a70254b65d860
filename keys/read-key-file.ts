import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import { type ReadKey, readPrivateKeys } from './read-key.ts';

/** Far more than any key file has. Enough to recognise other files that people use in its place. */
const MOST_BYTES = 1024 * 1024;

/**
 * Reads every private RSA key in the file at `path`. Throws `key.*` problems, such as `key.file_unreadable`.
 */
export async function readKeyFile(path: string, passphrase?: Secret): Promise<ReadKey[]> {
  const file = basename(path);
  return readPrivateKeys(await readBytes(path, file), { file, passphrase });
}

async function readBytes(path: string, file: string): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size > MOST_BYTES) throw new Problem('key.file_too_large', { file });
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('key.file_unreadable', { file }, { cause: error });
  }
}
