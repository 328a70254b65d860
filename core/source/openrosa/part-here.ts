import { createHash } from 'node:crypto';
import { lstatSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { isFileError } from '../../ground/file-error.ts';
import { pieces } from '../../model/content.ts';
import type { Content } from '../../model/fetched.ts';

/** A part that an earlier try has received. */
export interface PartHere {
  readonly content: Content;
  /** Lower-case hex. */
  readonly md5: string;
}

/** Other work of this process runs after this many pieces. */
const AT_ONCE = 64;

/**
 * The part that an earlier try has put here, with its MD5. Null when there is none, or it cannot be read whole: an
 * encrypted file that was cut or changed, or is of another workspace, counts as none. Links are not followed.
 */
export async function partIn(content: Content): Promise<PartHere | null> {
  const hash = createHash('md5');
  if (content.kind === 'bytes') return { content, md5: hash.update(content.bytes).digest('hex') };
  if (statsOf(content.path)?.isFile() !== true) return null;
  let size = 0;
  let count = 0;
  try {
    for (const piece of pieces(content)) {
      hash.update(piece);
      size += piece.length;
      count += 1;
      if (count % AT_ONCE === 0) await setImmediate();
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    return null;
  }
  return { content: { ...content, size }, md5: hash.digest('hex') };
}

/** What is at a place; null when there is nothing, or nothing that can be reached. At most places there is nothing. */
function statsOf(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
