// Covers electron/engine/engine.ts, electron/main/supervisor.ts.
import type { KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { Secret } from '../../core/ground/secret.ts';
import { connect } from '../../core/store/connect.ts';
import { readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { unlock } from '../../core/vault/unlock.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { holdAfter } from '../../fixtures/servers/held-submissions.ts';
import { asked, replyOf } from '../asked.ts';
import { answerDialogs, expect } from '../electron.ts';
import { test } from '../sample-server.ts';
import { addServer, pullEnded } from '../steps.ts';

const SUBMISSIONS = 130;
/** How many of them the server sends before the lock. */
const SENT = 80;

/** The key of the database, by a new recovery code, which the window gives. */
async function databaseKey(window: Page, workspace: string): Promise<KeyObject> {
  const { code } = await asked(window, 'workspace.newRecoveryCode', {});
  const file = readWorkspaceKeyFile(workspace);
  if (file === null) throw new Error('the workspace is not encrypted');
  return deriveKeys(await unlock(file, { by: 'recovery', code: new Secret(code) }, workspace)).database;
}

function storedIn(workspace: string, key: KeyObject): number {
  const db = connect(join(workspace, 'attache.sqlite'), { key, readonly: true });
  try {
    return db.prepare<[], number>('SELECT count(*) FROM submission').pluck().get() ?? 0;
  } finally {
    db.close();
  }
}

const TWO_DAYS_AGO = new Date(Date.now() - 2 * 86_400_000).toISOString();

/** Sets a nightly backup up, waits until it is made and tried out, and makes it due again. */
async function nightlyBackup(app: ElectronApplication, window: Page, to: string, workspace: string) {
  await answerDialogs(app, { open: [to] });
  const place = await asked(window, 'app.chooseFolder', { purpose: 'backup' });
  await asked(window, 'backup.add', { placeId: place?.id ?? '', plan: { isNightly: true, at: '02:00' } });
  const { code } = await asked(window, 'backup.code', {});
  await asked(window, 'backup.checkCode', { group: code.slice(-4) });
  await expect.poll(async () => (await asked(window, 'backup.list', {})).last?.kind).toBe('drill');
  const file = join(workspace, 'backups.json');
  const { backups } = JSON.parse(readFileSync(file, 'utf8')) as { readonly backups: readonly object[] };
  const due = backups.map((one) => ({ ...one, lastAt: TWO_DAYS_AGO, lastRunAt: TWO_DAYS_AGO }));
  writeFileSync(file, JSON.stringify({ backups: due }));
}

for (const unattended of [true, false]) {
  test(`a pull that the lock stops, and a backup that falls due, ${unattended ? 'go on behind the Locked screen' : 'wait for the key'}`, async ({
    launch,
    folder,
    userData,
    serve,
  }) => {
    const { app, window } = await launch({ isNew: true });
    const workspace = join(userData, 'workspace');
    const key = await databaseKey(window, workspace);
    const stored = (): number => storedIn(workspace, key);
    await asked(window, 'app.set', { unattended });
    const { hold, letGo } = holdAfter(SENT);
    const server = await serve({ count: SUBMISSIONS, hold });
    await addServer(app, window, server, 'Study server', true);
    await asked(window, 'pull.start', { forms: null, full: false });
    await expect.poll(stored).toBeGreaterThan(0);
    await asked(window, 'app.lock', {});
    letGo();
    await expect(window.locator('[data-screen="locked"]').getByText('The data is encrypted')).toBeVisible();
    expect((await asked(window, 'app.info', {})).locked?.pullStopped).toBe(true);
    if (unattended) await expect.poll(stored).toBe(SUBMISSIONS);
    else {
      const atLock = stored();
      await window.waitForTimeout(500);
      expect(stored()).toBe(atLock);
      expect(atLock).toBeLessThan(SUBMISSIONS);
    }
    for (const request of ['engine.status', 'forms.list', 'pull.status'] as const) {
      expect(await replyOf(window, request, {})).toMatchObject({
        ok: false,
        problem: { code: 'engine.locked' },
      });
    }
    await asked(window, 'workspace.unlock', { by: { kind: 'keychain' } });
    await pullEnded(window);
    expect(stored()).toBe(SUBMISSIONS);
    await expect(window.locator('[data-screen="locked"]')).toHaveCount(0);

    await nightlyBackup(app, window, join(folder, 'backups'), workspace);
    await asked(window, 'app.lock', {});
    await expect(
      window.locator('[data-screen="locked"]').getByText('Last proved backup: Today'),
    ).toBeVisible();
    const lastAt = async () => (await asked(window, 'app.info', {})).backup?.lastAt;
    if (unattended) await expect.poll(lastAt).not.toBe(TWO_DAYS_AGO);
    else {
      await window.waitForTimeout(500);
      expect(await lastAt()).toBe(TWO_DAYS_AGO);
    }
    await asked(window, 'workspace.unlock', { by: { kind: 'keychain' } });
    await expect.poll(lastAt).not.toBe(TWO_DAYS_AGO);
  });
}
