import { closeSync, readSync } from 'node:fs';
import { openSync } from '../../../ground/patient-files.ts';
import { BEGIN, KEY } from './page.ts';

/** So many bytes of a page are read. The first sheets show whose it is. */
const BYTES = 1024 * 1024;

/** Returns the keys of the first sheets of a page; null when it is none of ours. Takes the absolute path. */
export function firstKeys(path: string): readonly string[] | null {
  const head = headOf(path);
  if (!head.startsWith(BEGIN)) return null;
  return [...head.matchAll(KEY)].map(([, key = '']) => decodeURIComponent(key));
}

function headOf(path: string): string {
  const head = Buffer.alloc(BYTES);
  const handle = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(handle, head, 0, BYTES, 0)).toString();
  } finally {
    closeSync(handle);
  }
}
