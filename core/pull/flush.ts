import { open } from '../ground/patient-files.ts';

/** Flushes a written file to the disk, so that no row names a file that a power cut took. */
export async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
