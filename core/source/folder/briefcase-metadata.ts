import { z } from 'zod';
import { readWhole } from '../../model/content.ts';
import { type FolderTree, inside } from './tree.ts';

const metadata = z.object({ key: z.object({ name: z.string().nullish(), id: z.string().min(1) }) });

/**
 * What Briefcase noted beside a form of its storage (`submission-format` §11): its ID and name, for a form folder that
 * has lost its definition. Its cursor is not taken: it names no server, and hides what came below it. Null when there
 * is none, or it cannot be read.
 */
export function briefcaseMetadata(
  tree: FolderTree,
  folder: string,
): { readonly formId: string; readonly name: string } | null {
  try {
    const content = tree.contentOf(inside(folder, 'metadata.json'));
    if (content === null) return null;
    const { key } = metadata.parse(JSON.parse(Buffer.from(readWhole(content)).toString('utf8')));
    return { formId: key.id, name: key.name == null || key.name === '' ? key.id : key.name };
  } catch {
    return null;
  }
}
