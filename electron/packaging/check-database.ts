import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { extractAll } from '@electron/asar';
import { connect } from '../../core/store/connect.ts';
import type { CopyEnd, Copying } from '../../core/store/copy-database.ts';

/**
 * Lets the thread of the packed app that copies databases copy an encrypted one, from a folder that has only what is
 * in the package. So its code finds the binary where the package has it, and the binary encrypts. Takes the archive,
 * and the platform and processor that it is for; another one than this cannot be tried. Returns what is wrong.
 */
export async function databaseFaults(archive: string, target: string): Promise<readonly string[]> {
  if (target !== `${process.platform}-${process.arch}`) return [];
  const folder = mkdtempSync(join(tmpdir(), 'attache-packed-'));
  try {
    const app = join(folder, 'app');
    extractAll(archive, app);
    const [path, copy] = [join(folder, 'original.sqlite'), join(folder, 'copy.sqlite')];
    const key = createSecretKey(randomBytes(32));
    connect(path, { key }).exec("CREATE TABLE t (a); INSERT INTO t VALUES ('packed')").close();
    const end = await copyBy(join(app, 'out', 'main', 'copy-worker.js'), {
      path,
      key,
      target: copy,
      targetKey: key,
    });
    if (end !== null) return [end.message];
    if (readFileSync(copy).includes('packed')) return ['the copy is not encrypted'];
    const db = connect(copy, { key, readonly: true });
    const value = db.prepare('SELECT a FROM t').pluck().get();
    db.close();
    return value === 'packed' ? [] : ['the copy does not hold what the original holds'];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyBy(program: string, workerData: Copying): Promise<CopyEnd> {
  const worker = new Worker(pathToFileURL(program), { workerData });
  return new Promise((resolve) => {
    worker.on('message', resolve);
    worker.on('error', ({ message }) => resolve({ code: '', message }));
    worker.on('exit', () => resolve({ code: '', message: 'the thread has ended' }));
  });
}
