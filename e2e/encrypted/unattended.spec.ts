// Covers electron/engine/engine.ts, electron/main/supervisor.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { Secret } from '../../core/ground/secret.ts';
import { connect } from '../../core/store/connect.ts';
import { deriveKeys, keyOfKeychainText } from '../../core/vault/workspace-key.ts';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { asked, replyOf } from '../asked.ts';
import { answerDialogs, expect, test } from '../electron.ts';
import { pullEnded } from '../steps.ts';
import { whichElectron } from '../which-electron.ts';

const SUBMISSIONS = 300;

/** The key of the database, from the host's keychain, which only turns its bits. */
function databaseKey(workspace: string) {
  const { wraps } = JSON.parse(readFileSync(join(workspace, 'workspace.key.json'), 'utf8')) as {
    readonly wraps: { readonly keychain: string };
  };
  const text = Buffer.from(wraps.keychain, 'base64').map((byte) => byte ^ 0xa5);
  const key = keyOfKeychainText(new Secret(Buffer.from(text).toString()));
  if (key === null) throw new Error('the keychain has no key');
  return deriveKeys(key).database;
}

function stored(workspace: string): number {
  const db = connect(join(workspace, 'attache.sqlite'), { key: databaseKey(workspace), readonly: true });
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
  }) => {
    test.skip(whichElectron().kind !== 'host', 'only the host gives the key of its keychain');
    const { app, window } = await launch({ isNew: true });
    const workspace = join(userData, 'workspace');
    await asked(window, 'app.set', { unattended });
    await answerDialogs(app, { open: [writeBriefcaseStorage(sampleProject(SUBMISSIONS), folder)] });
    const place = await asked(window, 'app.chooseFolder', { purpose: 'source' });
    const { row } = await asked(window, 'servers.addFolder', { placeId: place?.id ?? '' });
    const { forms } = await asked(window, 'forms.refresh', { source: row.name });
    const all = forms.reduce((sum, { counts }) => sum + (counts.onServer ?? 0), 0);
    await asked(window, 'forms.choose', {
      forms: forms.map(({ source, formId }) => ({ source, formId })),
      isChosen: true,
    });
    await asked(window, 'pull.start', { forms: null, full: false });
    await asked(window, 'app.lock', {});
    await expect(window.locator('[data-screen="locked"]').getByText('The data is encrypted')).toBeVisible();
    expect((await asked(window, 'app.info', {})).locked?.pullStopped).toBe(true);
    if (unattended) await expect.poll(() => stored(workspace)).toBe(all);
    else {
      const atLock = stored(workspace);
      await window.waitForTimeout(500);
      expect(stored(workspace)).toBe(atLock);
      expect(atLock).toBeLessThan(all);
    }
    for (const request of ['engine.status', 'forms.list', 'pull.status'] as const) {
      expect(await replyOf(window, request, {})).toMatchObject({
        ok: false,
        problem: { code: 'engine.locked' },
      });
    }
    await asked(window, 'workspace.unlock', { by: { kind: 'keychain' } });
    await pullEnded(window);
    expect(stored(workspace)).toBe(all);
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
