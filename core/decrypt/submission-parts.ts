import { basename, dirname } from 'node:path';
import type { Content, FetchedSubmission } from '../model/fetched.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { FileKeys } from '../model/workspace-keys.ts';
import { type FormHint, NO_ANSWERS } from '../record/read-answers.ts';
import { fileTrouble } from './file-trouble.ts';

/** What decryption needs besides the submission. */
export interface OpenContext {
  readonly keys: readonly UnlockedKey[];
  readonly forms: readonly FormHint[];
  /** The workspace's folder for plaintext files. It has one folder per submission. */
  readonly filesFolder: string;
  /** The keys under which these files are written; absent in a plain workspace. */
  readonly fileKeys?: FileKeys | null;
  /** Larger files (in bytes) are decrypted from file to file; the others in memory. */
  readonly inlineLimit: number;
  /**
   * Whether to keep the ciphertext of submissions that are decrypted and proved: of all, or of the forms with
   * these IDs.
   */
  readonly keepCiphertext: boolean | ReadonlySet<string>;
}

/** The values that a submission without readable answers has. */
export const UNREAD = {
  repaired: null,
  keyFingerprint: null,
  signedDigest: null,
  deprecatedId: null,
  placed: null,
  rootId: null,
  xml: null,
  xmlMd5: null,
  ...NO_ANSWERS,
} as const;

/**
 * Returns what `keep` returns, or the file system's code when only this one file failed. Throws every other
 * error again.
 */
export function orTrouble<T>(
  keep: () => T,
  { filesFolder }: OpenContext,
): { readonly value: T } | { readonly trouble: string } {
  try {
    return { value: keep() };
  } catch (error) {
    const trouble = fileTrouble(error, filesFolder);
    if (trouble === null) throw error;
    return { trouble };
  }
}

/** The parts that came, with their bytes. */
export function presentParts(fetched: FetchedSubmission): { name: string; content: Content }[] {
  return fetched.parts.flatMap(({ name, content }) => (content === null ? [] : [{ name, content }]));
}

/**
 * The name of a submission in its source: of its folder, of its file when several submissions share a folder,
 * or the ID that the server has for it.
 */
export function ownNameOf({ ref, xml }: FetchedSubmission): string {
  const name = ref.locator === '.' && xml.kind === 'file' ? dirname(xml.path) : ref.locator;
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** The file name of a submission's document. */
export function nameOf(content: Content): string {
  return content.kind === 'file' ? basename(content.path) : 'submission.xml';
}
