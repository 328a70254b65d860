import { basename, dirname } from 'node:path';
import type { Content, FetchedSubmission } from '../model/fetched.ts';
import type { UnlockedKey } from '../model/key.ts';
import { type FormHint, NO_ANSWERS } from '../record/read-answers.ts';
import { fileTrouble } from './file-trouble.ts';

/** What opening needs beside the submission. */
export interface OpenContext {
  readonly keys: readonly UnlockedKey[];
  readonly forms: readonly FormHint[];
  /** The workspace's folder for plaintext files; below it one folder a submission. */
  readonly filesFolder: string;
  /** Larger files go from file to file; smaller ones are opened in memory. */
  readonly inlineLimit: number;
  /** Keep the ciphertext of submissions that are open and proved, too: of all, or of the forms with these ids. */
  readonly keepCiphertext: boolean | ReadonlySet<string>;
}

/** The parts of a result that a submission without readable answers shares. */
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

/** What `keep` gives, or the file system's code where that one file is the problem, and not the disk. */
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

/** What the submission's folder is called, or its file where several share a folder; what its server calls it. */
export function ownNameOf({ ref, xml }: FetchedSubmission): string {
  const name = ref.locator === '.' && xml.kind === 'file' ? dirname(xml.path) : ref.locator;
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** What the document of a submission is called. */
export function nameOf(content: Content): string {
  return content.kind === 'file' ? basename(content.path) : 'submission.xml';
}
