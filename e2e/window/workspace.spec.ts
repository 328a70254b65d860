// Covers electron/engine/sample.ts.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { answerDialogs, expect, test } from '../electron.ts';

const info = (window: Page) => window.evaluate(() => self.attache.call('app.info', {}));

test('the sample opens with its submissions, and its removal leaves nothing behind', async ({
  window,
  userData,
}) => {
  const before = await info(window);
  await window.evaluate(() => self.attache.call('workspace.openSample', {}));
  await expect
    .poll(() =>
      window.evaluate(async () => {
        const size = await self.attache.call('workspace.size', {});
        return size.ok ? size.value.submissions : 0;
      }),
    )
    .toBe(240);
  expect(await info(window)).toMatchObject({ value: { workspace: { isSample: true }, recent: [] } });
  expect(existsSync(join(userData, 'sample', 'attache.sqlite'))).toBe(true);
  const own = await window.evaluate(() => self.attache.call('workspace.leaveSample', {}));
  expect(own).toEqual({ ok: true, value: before.ok ? before.value.workspace : null });
  expect(existsSync(join(userData, 'sample'))).toBe(false);
});

test('a workspace moves to another folder that only its owner can read, and is found there at the next start', async ({
  launch,
  userData,
  folder,
}) => {
  const { app, window } = await launch();
  await answerDialogs(app, { open: [folder] });
  const moved = await window.evaluate(async () => {
    const place = await self.attache.call('app.chooseFolder', { purpose: 'move' });
    if (!place.ok || place.value === null) throw new Error('nothing chosen');
    return self.attache.call('workspace.move', { placeId: place.value.id });
  });
  const path = join(folder, 'workspace');
  expect(moved).toMatchObject({ ok: true, value: { path } });
  expect(existsSync(join(userData, 'workspace'))).toBe(false);
  expect(statSync(join(path, 'attache.sqlite')).mode & 0o777).toBe(0o600);
  await app.close();
  // The changes of the database's log are in the database, which is one file.
  expect(readdirSync(path).filter((name) => name.startsWith('attache.sqlite'))).toEqual(['attache.sqlite']);
  const again = await launch();
  expect(await info(again.window)).toMatchObject({ value: { workspace: { path }, engine: 'ready' } });
});

test('the window shows the licences of the built-in packages, and the log', async ({ window, userData }) => {
  const licences = await window.evaluate(() => self.attache.call('app.licences', {}));
  const list = licences.ok ? licences.value : [];
  const names = list.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['electron', 'better-sqlite3', 'react', 'zod', 'saxes']));
  expect(list.every(({ licence }) => licence !== '')).toBe(true);
  const log = await window.evaluate(() => self.attache.call('app.log', {}));
  expect(log).toMatchObject({ ok: true, value: { path: join(userData, 'logs', 'attache.log') } });
  const lines = readFileSync(join(userData, 'logs', 'attache.log'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(
    expect.arrayContaining(['app.started', 'engine.started']),
  );
});

test('the window refuses a folder that is not a workspace, and says why', async ({ app, window, folder }) => {
  await answerDialogs(app, { open: [folder] });
  writeFileSync(join(folder, 'letter.txt'), 'hello');
  await window.getByRole('button', { name: /^Workspace/ }).click();
  await window.getByRole('menuitem', { name: 'Open another…' }).click();
  const notice = window.getByRole('alert');
  await expect(notice).toContainText(folder);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
});

test('the window asks once before a folder that a service copies becomes a workspace', async ({
  launch,
  userData,
  folder,
}) => {
  const cloud = join(folder, 'cloud');
  const there = join(cloud, 'survey');
  mkdirSync(there, { recursive: true });
  writeFileSync(join(cloud, '.dropbox.cache'), '');
  const { app, window } = await launch();
  await answerDialogs(app, { open: [there, there] });
  const openOther = async (): Promise<void> => {
    await window.getByRole('button', { name: /^Workspace/ }).click();
    await window.getByRole('menuitem', { name: 'Open another…' }).click();
  };
  await openOther();
  const question = window.getByRole('alertdialog', { name: 'Dropbox copies this folder' });
  await expect(question).toContainText('its decrypted answers leave this computer');
  await window.keyboard.press('Escape');
  await expect(question).toBeHidden();
  expect(readdirSync(there)).toEqual([]);

  await openOther();
  await question.getByRole('button', { name: 'Write there anyway' }).click();
  await expect(window.getByRole('button', { name: 'Workspace: survey' })).toBeVisible();
  await expect.poll(() => existsSync(join(there, 'attache.sqlite'))).toBe(true);
  await app.close();
  const { settings } = JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8')) as {
    settings: { acceptedFolders: readonly string[] };
  };
  expect(settings.acceptedFolders).toEqual([there]);
});
