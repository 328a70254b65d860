import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const metadata = z.object({ key: z.object({ name: z.string().nullish(), id: z.string().min(1) }) });

/**
 * What Briefcase noted beside a form of its storage (`submission-format` §11): its ID and name, for a form folder that
 * has lost its definition. Its cursor is not taken: it names no server, and hides what came below it. Null when there
 * is none, or it cannot be read.
 */
export function briefcaseMetadata(folder: string): { readonly formId: string; readonly name: string } | null {
  try {
    const { key } = metadata.parse(JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8')));
    return { formId: key.id, name: key.name == null || key.name === '' ? key.id : key.name };
  } catch {
    return null;
  }
}
