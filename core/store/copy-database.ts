import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';

// The worker is beside this source file, or beside the bundle.
const WORKER = import.meta.url.endsWith('.ts') ? './workers/copy-worker.ts' : './copy-worker.js';

/** What a copy is made of. */
export interface Copying {
  readonly path: string;
  readonly key: KeyObject | null;
  /** A file that does not exist yet. */
  readonly target: string;
  /** The key of the copy; null for a plain copy. */
  readonly targetKey: KeyObject | null;
  /** Whether it is passing through the disk (throwaway-pages.ts), under its key. */
  readonly isPassing?: boolean;
}

/** How the copy went: null, or the error of SQLite or the disk. */
export type CopyEnd = { readonly code: string; readonly message: string } | null;

/**
 * Copies a database that may be open and written to, as it is at one moment. The copy has the key of the
 * original, or none if the original is plain; or another key, if one is given. Runs in a thread of its own, since a large database takes
 * minutes. Throws an error with the code of SQLite or of the file system; the target is then not whole.
 */
export function copyDatabase(
  path: string,
  key: KeyObject | null,
  target: string,
  targetKey: KeyObject | null = key,
): Promise<void> {
  return copy({ path, key, target, targetKey });
}

/** Copies a database that is passing through the disk (throwaway-pages.ts) into an encrypted one. Throws as `copyDatabase`. */
export function copyThrowaway(
  path: string,
  key: KeyObject,
  target: string,
  targetKey: KeyObject,
): Promise<void> {
  return copy({ path, key, target, targetKey, isPassing: true });
}

async function copy(workerData: Copying): Promise<void> {
  const worker = new Worker(new URL(WORKER, import.meta.url), { workerData });
  const end = await new Promise<CopyEnd>((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the thread that copies the database has ended')));
  });
  if (end !== null) throw Object.assign(new Error(end.message), { code: end.code });
}
