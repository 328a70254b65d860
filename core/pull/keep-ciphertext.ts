import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { breathe } from '../ground/breath.ts';
import { createOutput } from '../ground/file-cipher.ts';
import { plainDiskName } from '../ground/file-name.ts';
import { flushLargeToDisk } from '../ground/flush-to-disk.ts';
import { rename, rm } from '../ground/patient-files.ts';
import { pieces, readWhole } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import { fileName, submissionFolder } from '../model/file-places.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import type { FileKeys } from '../model/workspace-keys.ts';
import type { KeptCiphertext } from '../store/arrival.ts';
import type { Workspace } from '../store/workspace.ts';

/**
 * Ciphertext up to this size goes into the database: there, a thousand small files cost less than on the
 * disk.
 */
const IN_DATABASE = 64 * 1024;

/**
 * Puts the ciphertext that must be kept into its final place. Small files become bytes for the database.
 * Larger files are copied into the workspace's ciphertext folder and flushed; a damaged copy never overwrites a
 * valid one (`fileName`). What could not be read may be plaintext, so in an encrypted workspace these files are
 * encrypted like all others.
 * Returns the kept files with paths relative to that folder, and the files that failed, each with the code of
 * the file system. `troubleOf` tells whether an error concerns only that file.
 */
export async function keepCiphertext(
  opened: Pick<OpenedSubmission, 'contentId' | 'ciphertext'>,
  { ciphertextFolder: folder, fileKeys }: Pick<Workspace, 'ciphertextFolder' | 'fileKeys'>,
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
    try {
      if (size <= IN_DATABASE) {
        kept.push({ name, content: { kind: 'bytes', bytes: readWhole(content) } });
        continue;
      }
      const place = { contentId: opened.contentId, name: plainDiskName(name), keys: fileKeys };
      const below = await copyInto(folder, content, place);
      kept.push({ name, content: { kind: 'file', path: below, size } });
    } catch (error) {
      const code = troubleOf(error);
      if (code === null) throw error;
      troubles.push({ name, code });
    }
  }
  return { kept, troubles };
}

async function copyInto(
  folder: string,
  content: Content,
  place: { readonly contentId: string; readonly name: string; readonly keys: FileKeys | null },
): Promise<string> {
  const below = submissionFolder(place.contentId, place.keys);
  await mkdir(join(folder, below), { recursive: true, mode: 0o700 });
  const part = join(folder, below, `${randomUUID()}.part`);
  const md5 = createHash('md5');
  const output = createOutput(part, place.keys?.content ?? null, 'wx');
  let isWhole = false;
  try {
    for (const piece of pieces(content)) {
      md5.update(piece);
      output.write(piece);
      await breathe();
    }
    output.end();
    isWhole = true;
  } finally {
    output.close();
    if (!isWhole) await rm(part, { force: true });
  }
  await flushLargeToDisk(part);
  const path = `${below}/${fileName({ ...place, md5: md5.digest('hex') }, place.keys)}`;
  await rename(part, join(folder, path));
  return path;
}
