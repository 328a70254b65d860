import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';
import { afterAll, expect, test } from 'vitest';
import { databaseFaults } from './check-database.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-check-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** An archive with this code as the thread that copies databases. What the real one does, `npm run package` checks. */
async function archiveWith(code: string): Promise<string> {
  const folder = mkdtempSync(join(root, 'app-'));
  mkdirSync(join(folder, 'out', 'main'), { recursive: true });
  writeFileSync(join(folder, 'out', 'main', 'copy-worker.js'), code);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const archive = `${folder}.asar`;
  await createPackage(folder, archive);
  return archive;
}

const here = `${process.platform}-${process.arch}`;
const HEAD = `import { parentPort, workerData } from 'node:worker_threads';
  import { writeFileSync } from 'node:fs';`;

test('a package whose binary is missing is found out', async () => {
  const archive = await archiveWith("throw new Error('no such binary')");
  expect(await databaseFaults(archive, here)).toEqual(['no such binary']);
});

test('one whose binary does not encrypt, too', async () => {
  const archive = await archiveWith(
    `${HEAD} writeFileSync(workerData.target, 'SQLite format 3: packed'); parentPort.postMessage(null);`,
  );
  expect(await databaseFaults(archive, here)).toEqual(['the copy is not encrypted']);
});

test('a package for another platform cannot be tried here', async () => {
  expect(await databaseFaults(join(root, 'none.asar'), 'amiga-m68k')).toEqual([]);
});
