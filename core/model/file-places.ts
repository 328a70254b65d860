import { createHash, createHmac } from 'node:crypto';
import { join } from 'node:path';
import { plainDiskName } from '../ground/file-name.ts';
import type { Content } from './fetched.ts';
import type { FileKeys } from './workspace-keys.ts';

/**
 * Where a workspace keeps the files of one submission, below `files/` or `ciphertext/`. A plain workspace has
 * names that people can read. In an encrypted workspace every name is an HMAC: neither the name of a file, nor
 * the identity of a submission or of a content can be learnt from it without the key.
 */

/** The folder of a submission, with `/`: two letters that spread the folders, and the folder itself. */
export function submissionFolder(contentId: string, keys: FileKeys | null): string {
  const name = keys === null ? contentId : hidden(keys, ['folder', contentId]).slice(0, 32);
  return `${name.slice(0, 2)}/${name}`;
}

/**
 * The name of a file in its submission's folder. Takes the MD5 of its content (hex) and its name: another content
 * never has the same place.
 */
export function fileName(
  file: { readonly contentId: string; readonly md5: string; readonly name: string },
  keys: FileKeys | null,
): string {
  if (keys === null) return `${file.md5.slice(0, 12)}-${file.name}`;
  return hidden(keys, ['file', file.contentId, file.md5, file.name]);
}

/** A stored file as a content. Takes the folder of such files, the place in it that a row names, and the file's size. */
export function storedContent(folder: string, file: string, size: number, keys: FileKeys | null): Content {
  return { kind: 'file', path: join(folder, file), size, ...(keys === null ? {} : { key: keys.content }) };
}

/**
 * Where a part of a submission arrives, below `incoming/`: the name of the submission's folder, and of the part in
 * it. The same part always gives the same names. Takes what names the submission at its source.
 */
export function arrivalPlace(
  { submission, part }: { readonly submission: readonly string[]; readonly part: string },
  keys: FileKeys | null,
): { readonly folder: string; readonly name: string } {
  const id = JSON.stringify(submission);
  if (keys === null) {
    const folder = createHash('sha256').update(id).digest('hex').slice(0, 32);
    return { folder, name: plainDiskName(part) };
  }
  return {
    folder: hidden(keys, ['arrival', id]).slice(0, 32),
    name: hidden(keys, ['part', id, part]),
  };
}

function hidden(keys: FileKeys, parts: readonly string[]): string {
  return createHmac('sha256', keys.names).update(parts.join('\0')).digest('hex');
}
