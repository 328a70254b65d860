import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'playwright/test';
import { attache } from '../cli/testing/attache.ts';
import { EXIT } from '../core/problems/spec.ts';
import { writeBriefcaseStorage } from '../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { asked } from './asked.ts';
import { test as base, expect, ready } from './electron.ts';
import { newKey, oldKey } from './sample-server.ts';

/** A workspace of the sample project: encrypted, pulled and opened by the app itself. */
export interface Sample {
  /** The database, read-only, beside the app that writes it. */
  readonly db: Database.Database;
}

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
    const db = new Database(join(userData, 'workspace', 'attache.sqlite'), { readonly: true });
    await use({ db });
    db.close();
  },
});

/** Opens the sample project in the window and waits until its submissions are here and nothing runs any more. */
export async function openSample(page: Page): Promise<Sample> {
  await asked(page, 'workspace.openSample', {});
  await ready(page);
  const isFilled = async (): Promise<boolean> => {
    const { pull } = await asked(page, 'pull.status', {});
    const forms = await asked(page, 'data.forms', {});
    return (pull === null || pull.state === 'ended') && forms.some(({ readable }) => readable > 0);
  };
  // While the engine is started anew for the other workspace, it answers nothing.
  await expect.poll(() => isFilled().catch(() => false), { timeout: 50_000 }).toBe(true);
  const { workspace } = await asked(page, 'app.info', {});
  return { db: new Database(join(workspace.path, 'attache.sqlite'), { readonly: true }) };
}

/** One number out of the database. */
export function count({ db }: Sample, sql: string, ...values: readonly (string | number)[]): number {
  return (
    db
      .prepare<(string | number)[], number>(sql)
      .pluck()
      .get(...values) ?? 0
  );
}
