import { closeSync, readSync } from 'node:fs';
import { z } from 'zod';
import { openSync } from '../../../ground/patient-files.ts';

/** How many features are read, and how many bytes they may take. */
const FEATURES = 50;
const BYTES = 1024 * 1024;

const feature = z.object({ properties: z.object({ key: z.string() }) });

/**
 * Returns the keys of the first features in a file that an export has written, one feature per line. Null
 * when it is no such file. Takes the absolute path.
 */
export function firstKeys(path: string): readonly string[] | null {
  try {
    const [head = '', ...lines] = headOf(path).split('\n');
    if (!head.startsWith('{"type":"FeatureCollection","name":')) return null;
    const keys: string[] = [];
    for (const line of lines.slice(0, FEATURES)) {
      if (line.startsWith(']')) break;
      keys.push(feature.parse(JSON.parse(line.replace(/,$/, ''))).properties.key);
    }
    return keys;
  } catch {
    return null;
  }
}

function headOf(path: string): string {
  const head = Buffer.alloc(BYTES);
  const handle = openSync(path, 'r');
  try {
    const length = readSync(handle, head, 0, BYTES, 0);
    const whole = head.subarray(0, length);
    return (length < BYTES ? whole : whole.subarray(0, whole.lastIndexOf(0x0a))).toString();
  } finally {
    closeSync(handle);
  }
}
