import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { breathe } from '../../core/ground/breath.ts';

/** Returns the bytes of all files inside a folder. Lets other work run after each folder. */
export async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await sizeOf(path);
    else if (entry.isFile()) sum += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  await breathe();
  return sum;
}
