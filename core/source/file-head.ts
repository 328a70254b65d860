import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

const HEAD_BYTES = 4096;

/** True for a form definition: an XForm's root is `html`, whatever its prefix. */
export function isDefinition(folder: string, name: string): boolean {
  return /^\s*(<\?xml[^>]*\?>)?\s*(<!--(?:(?!-->).)*-->\s*)*<(?:[\w.-]+:)?html[\s>]/s.test(
    headOf(join(folder, name)),
  );
}

/** The first bytes of a regular file as text; empty when it is none, or cannot be read. */
export function headOf(path: string): string {
  let file: number;
  try {
    if (!lstatSync(path).isFile()) return '';
    file = openSync(path, 'r');
  } catch {
    return '';
  }
  const bytes = Buffer.alloc(HEAD_BYTES);
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, HEAD_BYTES, 0)).toString('utf8');
  } finally {
    closeSync(file);
  }
}
