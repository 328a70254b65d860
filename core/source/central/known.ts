import { z } from 'zod';
import { isManifest, readManifest } from '../../envelope/manifest.ts';
import { parseXml, XmlError } from '../../ground/xml/xml.ts';
import { factsShape } from '../note.ts';
import type { Row } from './documents.ts';

/**
 * What is kept of a row, so that it need not be asked for again: what is said of the submission, how many files it should
 * have (-1 is unknown), and whether it has them all.
 */
export const known = z.object({
  facts: factsShape,
  files: z.int(),
  isAllThere: z.boolean(),
  /** An edit has another instance ID than the submission is known by. */
  isEdited: z.boolean().default(true),
});
export type Known = z.infer<typeof known>;

/** What a row of the feed says of its submission. */
export function knownOf({ __system: system }: Row): Known {
  return {
    facts: {
      submissionDate: system.submissionDate ?? null,
      submitter: system.submitterName ?? null,
      device: system.deviceId ?? null,
      reviewState: system.reviewState ?? null,
    },
    files: system.attachmentsExpected ?? -1,
    isEdited: system.edits !== 0,
    isAllThere: system.attachmentsPresent != null && system.attachmentsPresent === system.attachmentsExpected,
  };
}

/**
 * Changes with an edit, a review, and each file that comes late: the date of the last update knows nothing of those
 * (`server-apis` §5.4).
 */
export function stampOf({ __system: system }: Row): string {
  const files = `${system.attachmentsPresent ?? ''}/${system.attachmentsExpected ?? ''}`;
  return [system.updatedAt ?? '', system.reviewState ?? '', files, system.edits ?? ''].join(' ');
}

/**
 * The files that an encrypted submission names itself, which saves asking for their list; null when it is not encrypted
 * or cannot be read.
 */
export function manifestFiles(xml: Uint8Array): readonly string[] | null {
  try {
    const root = parseXml(xml);
    const manifest = isManifest(root) ? readManifest(root) : null;
    if (manifest === null) return null;
    return [...manifest.media, ...(manifest.xmlFile === null ? [] : [manifest.xmlFile])];
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}
