import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createOutput } from '../ground/file-cipher.ts';
import { isFileRefused, plainDiskName } from '../ground/file-name.ts';
import { renameSync, rmSync } from '../ground/patient-files.ts';
import { readWhole } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import { fileName, submissionFolder } from '../model/file-places.ts';
import type { FileKeys } from '../model/workspace-keys.ts';
import { copyToFile, type OpenedFile } from './open-file.ts';
import { sweepTemporary, temporaryName } from './temporary-name.ts';

/** The folder for the plaintext files of one submission, inside the workspace's files folder. */
export interface FilesFolder {
  /** Absolute path. The folder is made when the first file needs it. */
  readonly path: string;
  /** The path from the files folder, with `/`. */
  readonly relative: string;
  readonly contentId: string;
  /** The keys under which the files are written; null in a plain workspace. */
  readonly keys: FileKeys | null;
}

/**
 * Returns the folder of a submission that is about to be decrypted. Removes the half-written files of an
 * earlier try.
 */
export function filesFolderOf(
  { filesFolder, fileKeys = null }: { readonly filesFolder: string; readonly fileKeys?: FileKeys | null },
  contentId: string,
): FilesFolder {
  const relative = submissionFolder(contentId, fileKeys);
  const path = join(filesFolder, relative);
  sweepTemporary(path);
  return { path, relative, contentId, keys: fileKeys };
}

/** The path of a file while it is written. Each further try to decrypt a file writes over the one before. */
export function temporaryIn({ path, contentId, keys }: FilesFolder, diskName: string): string {
  const name = keys === null ? diskName : fileName({ contentId, md5: '', name: diskName }, keys);
  return join(path, temporaryName(name));
}

/**
 * Gives a decrypted file its final name (`fileName`). A file with other content never overwrites it. Returns its path from the files folder. Does not flush the file: the code
 * that commits its row does that.
 */
export function keepFile(opened: OpenedFile, diskName: string, folder: FilesFolder): string {
  let written: string;
  if (opened.kind === 'file') {
    written = opened.path;
  } else {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 });
    written = temporaryIn(folder, diskName);
    writeBytes(written, opened.bytes, folder.keys);
  }
  const place = (own: string): string => {
    const name = fileName({ contentId: folder.contentId, md5: opened.md5, name: own }, folder.keys);
    renameSync(written, join(folder.path, name));
    return `${folder.relative}/${name}`;
  };
  try {
    return place(diskName);
  } catch (error) {
    if (!isFileRefused(error)) throw error;
    // This file system does not accept the name. It accepts a name in plain letters.
    return place(plainDiskName(diskName));
  }
}

/** Copies a plain file into the submission's folder. Returns the copy and its path from the files folder. */
export function keepCopy(
  content: Content,
  diskName: string,
  folder: FilesFolder,
): { readonly opened: OpenedFile; readonly file: string } {
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  const opened = copyToFile(content, temporaryIn(folder, diskName), folder.keys?.content ?? null);
  return { opened, file: keepFile(opened, diskName, folder) };
}

/**
 * Keeps the XML of a submission that is too large for the database, as a file beside the media. Takes the
 * document as its source has it.
 */
export function keepLargeXml(content: Content, folder: FilesFolder): Content {
  const { opened, file } = keepCopy(content, 'submission.xml', folder);
  return { kind: 'file', path: file, size: opened.size };
}

/**
 * Keeps decrypted XML. XML of up to `inlineLimit` bytes goes into the database. Larger XML is already a file:
 * it gets its final name and is not copied.
 */
export function keepOpenedXml(opened: OpenedFile, folder: FilesFolder, inlineLimit: number): Content {
  if (opened.size > inlineLimit) {
    return { kind: 'file', path: keepFile(opened, 'submission.xml', folder), size: opened.size };
  }
  const bytes = readWhole(opened);
  if (opened.kind === 'file') rmSync(opened.path, { force: true });
  return { kind: 'bytes', bytes };
}

function writeBytes(path: string, bytes: Uint8Array, keys: FileKeys | null): void {
  const output = createOutput(path, keys?.content ?? null);
  try {
    output.write(bytes);
    output.end();
  } finally {
    output.close();
  }
}
