import { statSync } from 'node:fs';
import { join } from 'node:path';
import { freeBytes } from '../../core/ground/free-space.ts';
import { roomForDatabase } from '../../core/store/conversion/room.ts';
import { sizeOf } from './size-of.ts';

/**
 * Returns how many bytes the conversion of a workspace needs on its disk at most, and how many are free there. The
 * conversion itself measures more exactly.
 */
export async function roomToConvert(
  folder: string,
): Promise<{ readonly needed: number; readonly free: number }> {
  const others = (await sizeOf(folder)) - statSync(join(folder, 'attache.sqlite')).size;
  return { needed: others + roomForDatabase(folder), free: freeBytes(folder) };
}
