import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attache } from '../cli/testing/attache.ts';
import { EXIT } from '../core/ground/problems/spec.ts';
import { connect } from '../core/store/connect.ts';
import { writeBriefcaseStorage } from '../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { test as base } from './electron.ts';
import type { Sample } from './sample.ts';
import { newKey, oldKey } from './sample-server.ts';

const SUBMISSIONS = 240;

/** Takes so many submissions of the sample project into a workspace, as `attache import` does. */
export async function importSample(workspace: string, submissions: number, scratch: string): Promise<void> {
  const storage = writeBriefcaseStorage(sampleProject(submissions), scratch);
  const keys = ['--key', oldKey.file, '--key', newKey.file, '--passphrase-env', 'SAMPLE_PASSPHRASE'];
  const { code, err } = await attache(['--workspace', workspace, ...keys, 'import', storage], {
    SAMPLE_PASSPHRASE: newKey.passphrase,
  });
  // Some of the sample project cannot be read, as in life.
  if (code !== EXIT.ok && code !== EXIT.someProblems) throw new Error(`attache import: ${code} ${err}`);
}

/**
 * Specs that look at what a workspace holds: the app starts with the sample project taken in, each test with a copy of
 * the workspace that was filled once.
 */
export const test = base.extend<{ readonly sample: Sample }, { readonly filled: string }>({
  filled: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'attache-filled-'));
      const workspace = join(folder, 'workspace');
      await importSample(workspace, SUBMISSIONS, folder);
      await use(workspace);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  userData: async ({ folder, filled }, use) => {
    const userData = join(folder, 'user-data');
    cpSync(filled, join(userData, 'workspace'), { recursive: true });
    await use(userData);
  },
  sample: async ({ userData }, use) => {
    const db = connect(join(userData, 'workspace', 'attache.sqlite'), { key: null, readonly: true });
    await use({ db });
    db.close();
  },
});
