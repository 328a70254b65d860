import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { plainDiskName } from '../ground/file-name.ts';
import { open, rename, rm } from '../ground/patient-files.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import type { KeptCiphertext } from '../store/arrival.ts';

/**
 * Ciphertext up to this size goes into the database: there, a thousand small files cost less than on the
 * disk.
 */
const IN_DATABASE = 64 * 1024;

/**
 * Puts the ciphertext that must be kept into its final place. Small files become bytes for the database.
 * Larger files are copied into the workspace's ciphertext folder and flushed; their name starts with a part
 * of their MD5, so that a damaged copy never overwrites a valid one.
 * Returns the kept files with paths relative to that folder, and the files that failed, each with the code of
 * the file system. `troubleOf` tells whether an error concerns only that file.
 */
export async function keepCiphertext(
  opened: Pick<OpenedSubmission, 'contentId' | 'ciphertext'>,
  folder: string,
  troubleOf: (error: unknown) => string | null,
): Promise<{
  readonly kept: KeptCiphertext;
  readonly troubles: readonly { readonly name: string; readonly code: string }[];
}> {
  const kept: KeptCiphertext[number][] = [];
  const troubles: { name: string; code: string }[] = [];
  for (const { name, content } of opened.ciphertext) {
    if (content.kind === 'bytes') {
      kept.push({ name, content });
      continue;
    }
    const { path, size } = content;
    if (path.startsWith(folder + sep)) {
      // An earlier run already put it there.
      kept.push({ name, content: { kind: 'file', path: relative(folder, path).split(sep).join('/'), size } });
      continue;
    }
    const place = `${opened.contentId.slice(0, 2)}/${opened.contentId}`;
    try {
      if (size <= IN_DATABASE) {
        kept.push({ name, content: { kind: 'bytes', bytes: await readFile(path) } });
        continue;
      }
      const below = await copyInto(folder, place, path, plainDiskName(name));
      kept.push({ name, content: { kind: 'file', path: below, size } });
    } catch (error) {
      const code = troubleOf(error);
      if (code === null) throw error;
      troubles.push({ name, code });
    }
  }
  return { kept, troubles };
}

async function copyInto(folder: string, place: string, from: string, name: string): Promise<string> {
  await mkdir(join(folder, place), { recursive: true, mode: 0o700 });
  const part = join(folder, place, `${randomUUID()}.part`);
  const md5 = createHash('md5');
  const output = (await open(part, 'wx', 0o600)).createWriteStream();
  const input = createReadStream(from);
  input.on('data', (chunk) => md5.update(chunk));
  try {
    await pipeline(input, output);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  const file = await open(part, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  const below = `${place}/${md5.digest('hex').slice(0, 12)}-${name}`;
  await rename(part, join(folder, below));
  return below;
}
