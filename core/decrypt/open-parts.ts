import { mkdirSync } from 'node:fs';
import type { Manifest } from '../envelope/manifest.ts';
import { plainName } from '../envelope/manifest.ts';
import { isTraversal, matchParts } from '../envelope/part-names.ts';
import { diskName } from '../ground/file-name.ts';
import { rmSync } from '../ground/patient-files.ts';
import { readWhole, sizeOf } from '../model/content.ts';
import type { Content, FetchedPart } from '../model/fetched.ts';
import type { Matching } from './candidates.ts';
import { fileTrouble } from './file-trouble.ts';
import type { IvSchedule } from './iv-schedule.ts';
import { type FilesFolder, temporaryIn } from './keep-files.ts';
import { type FileDamage, type OpenedFile, openBytes, openToFile } from './open-file.ts';

/** One file of a manifest after trying to decrypt it. */
export type OpenedPart =
  | { readonly state: 'present'; readonly file: OpenedFile }
  | { readonly state: 'missing' }
  | { readonly state: 'unsafe' }
  | { readonly state: 'failed'; readonly damage: FileDamage; readonly bytes: number }
  /**
   * This computer could not read its ciphertext or write its plaintext. `error` is the file system's code.
   */
  | { readonly state: 'failed'; readonly damage: 'trouble'; readonly error: string };

/** Where the plaintext of large files goes, and which files are large. */
export interface PartPlace {
  /** The folder of this submission; made when needed. */
  readonly folder: FilesFolder;
  /** The folder of all plaintext files. `folder` is in it. */
  readonly filesFolder: string;
  readonly inlineLimit: number;
}

export interface ManifestFile {
  /** Name as the manifest gives it. */
  readonly ciphertextName: string;
  readonly name: string;
  /**
   * Name of the plaintext in the workspace. It is safe on every system. No other file of the submission has
   * the same name in upper or lower case.
   */
  readonly diskName: string;
  readonly part: FetchedPart | null;
  readonly unsafe: boolean;
}

/** The names that a manifest gives its files: media in its order, then the XML (`submission-format` §6). */
export function manifestNames({ media, xmlFile }: Manifest): readonly string[] {
  return [...media, ...(xmlFile === null ? [] : [xmlFile])];
}

/**
 * The files of a manifest, each with the part that its name means. `matched` says which; by default, the
 * names alone tell.
 */
export function manifestFiles(
  manifest: Manifest,
  parts: readonly FetchedPart[],
  matched: Matching = matchParts(parts, manifestNames(manifest)),
): { readonly media: readonly ManifestFile[]; readonly xml: ManifestFile | null } {
  const taken = new Set<string>();
  const file = (ciphertextName: string, place: number): ManifestFile => {
    const name = plainName(ciphertextName);
    const unsafe = isTraversal(ciphertextName);
    return {
      ciphertextName,
      name,
      diskName: diskName(name, taken),
      part: unsafe ? null : (matched[place] ?? null),
      unsafe,
    };
  };
  return {
    media: manifest.media.map((name, place) => file(name, place)),
    xml: manifest.xmlFile === null ? null : file(manifest.xmlFile, manifest.media.length),
  };
}

/**
 * Decrypts one file of a submission. A small file is decrypted in memory, a large one from file to file, into
 * `folder` under a temporary name. `fileNumber` counts from 1.
 */
export function openPart(
  file: ManifestFile,
  fileNumber: number,
  sessionKey: Uint8Array,
  ivs: IvSchedule,
  { folder, filesFolder, inlineLimit }: PartPlace,
): OpenedPart {
  if (file.unsafe) return { state: 'unsafe' };
  const content = file.part?.content ?? null;
  if (content === null) return { state: 'missing' };
  const iv = ivs(fileNumber);
  const bytes = sizeOf(content);
  let opened: OpenedFile | FileDamage;
  try {
    opened =
      bytes <= inlineLimit
        ? openBytes(readWhole(content), sessionKey, iv)
        : openLarge(content, temporaryIn(folder, file.diskName), sessionKey, iv, folder);
  } catch (error) {
    const trouble = fileTrouble(error, filesFolder);
    if (trouble === null) throw error;
    return { state: 'failed', damage: 'trouble', error: trouble };
  }
  if (typeof opened === 'string') return { state: 'failed', damage: opened, bytes };
  return { state: 'present', file: opened };
}

/** Decrypts a large file into `target`. When that fails, nothing is left there. */
function openLarge(
  content: Content,
  target: string,
  sessionKey: Uint8Array,
  iv: Uint8Array,
  { path, keys }: FilesFolder,
): OpenedFile | FileDamage {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  try {
    return openToFile(content, target, sessionKey, iv, keys?.content ?? null);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}

/** Removes what `openPart` left under a temporary name. */
export function discard(part: OpenedPart): void {
  if (part.state === 'present' && part.file.kind === 'file') rmSync(part.file.path, { force: true });
}
