import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Secret } from '../../../core/ground/secret.ts';
import { runLine } from '../../../core/pull/run.ts';
import { folderSource } from '../../../core/source/folder/folder.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { plainRun } from '../../../core/testing/run-options.ts';
import { writeBriefcaseStorage } from '../../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../../fixtures/sample-project/sample-project.ts';
import { testWorkspace } from '../../../fixtures/switched-workspace.ts';
import { readKeyFile } from '../../../keys/read-key-file.ts';

const keysFolder = fileURLToPath(new URL('../../../fixtures/sample-project/keys/', import.meta.url));

/**
 * A workspace in that folder, filled by the real line with so many submissions of the sample project: encrypted,
 * decrypted, some of them damaged, one without its key.
 */
export async function sampleWorkspace(folder: string, count: number): Promise<Workspace> {
  const storage = writeBriefcaseStorage(sampleProject(count), join(folder, 'source'));
  const workspace = testWorkspace(join(folder, 'workspace'));
  const passphrase = readFileSync(join(keysFolder, 'TEST-key-2025.passphrase.txt'), 'utf8').trim();
  const keys = [
    ...(await readKeyFile(join(keysFolder, 'TEST-key-2023.pem'))),
    ...(await readKeyFile(join(keysFolder, 'TEST-key-2025.pem'), new Secret(passphrase))),
  ];
  await runLine({
    ...plainRun(),
    workspace,
    source: folderSource({ folder: storage }),
    sourceName: `folder:${storage}`,
    kind: 'import',
    keys,
    full: true,
  });
  return workspace;
}
