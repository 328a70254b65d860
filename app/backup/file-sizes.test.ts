// Covers core/backup/make/write-volumes.ts.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dumpWorkspace } from '../../cli/testing/dump.ts';
import { runLine } from '../../core/pull/run.ts';
import { folderSource } from '../../core/source/folder/folder.ts';
import { plainRun } from '../../core/testing/run-options.ts';
import { plantedForm } from '../../fixtures/planted-submissions.ts';
import { BackedUp } from './testing/backed-up.ts';

const backedUp = new BackedUp();
afterAll(() => backedUp.close());

const KB = 1024;
/** Around the sizes at which files are read in pieces, and at which they are no longer read whole. */
const SIZES = [0, 1, 64, 100, 128, 200, 256, 300, 1024].flatMap((size) => [size * KB, size * KB + 1]);

test('files of every size come back as they were', async () => {
  const folder = backedUp.newFolder();
  const instance = join(folder, 'instances', 'one');
  mkdirSync(instance, { recursive: true });
  mkdirSync(join(folder, 'forms'));
  writeFileSync(join(folder, 'forms', 'planted.xml'), plantedForm.xml);
  const xml =
    '<visit id="planted" version="1"><note>one</note><more/><meta><instanceID>uuid:one</instanceID></meta></visit>';
  writeFileSync(join(instance, 'submission.xml'), xml);
  for (const size of SIZES) writeFileSync(join(instance, `${size}.jpg`), randomBytes(size));

  const workspace = backedUp.spaces.open();
  const source = folderSource({ folder });
  await runLine({ ...plainRun(), workspace, source, sourceName: 'folder:/one', kind: 'import', full: true });
  const backup = backedUp.newFolder();
  const report = await backedUp.backUp(workspace, backup, { volumeBytes: 1024 * KB });
  expect(report).toMatchObject({ newFiles: SIZES.length, findings: [] });
  const restored = await backedUp.restore(backup, backedUp.codeOf(workspace));
  expect(restored).toMatchObject({ files: SIZES.length, findings: [] });
  expect(dumpWorkspace(restored.workspace)).toEqual(dumpWorkspace(workspace.folder));
});
