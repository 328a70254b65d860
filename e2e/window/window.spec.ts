// Covers electron/main/controller.ts, electron/main/main.ts, electron/main/menu.ts, electron/main/paths.ts,
// electron/main/windows.ts, renderer/app.tsx, renderer/frame/, renderer/main.tsx, renderer/state/.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, ready, test } from '../electron.ts';
import { root, whichElectron } from '../which-electron.ts';

test('a second start shows the first window and ends', async ({ app, userData }) => {
  await app.evaluate(({ app: electron, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.minimize();
    electron.on('second-instance', () => Reflect.set(globalThis, 'wasAsked', true));
  });
  const second = spawn(whichElectron().program, [`--user-data-dir=${userData}`, root], { stdio: 'ignore' });
  await new Promise((resolve) => second.on('exit', resolve));
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()))
    .toBe(false);
  expect(await app.evaluate(() => Reflect.get(globalThis, 'wasAsked'))).toBe(true);
});

test('a command runs beside the open app, on its workspace, and leaves its window alone', async ({
  app,
  window,
  userData,
}) => {
  await expect(window.getByRole('navigation')).toBeVisible();
  await app.evaluate(({ app: electron }) => {
    electron.on('second-instance', () => Reflect.set(globalThis, 'wasAsked', true));
  });
  const args = [`--user-data-dir=${userData}`, root, 'status', '--json'];
  const command = spawn(whichElectron().program, [...args, '--workspace', join(userData, 'workspace')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  command.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  expect(await new Promise((resolve) => command.on('close', resolve))).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ workspace: join(userData, 'workspace') });
  expect(await app.evaluate(() => Reflect.has(globalThis, 'wasAsked'))).toBe(false);
  expect(app.windows()).toHaveLength(1);
});

test('a window comes back to its size and place', async ({ launch }) => {
  const { app } = await launch();
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 140, y: 90, width: 1200, height: 760 });
  });
  await app.close();
  const again = await launch();
  const bounds = await again.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  );
  expect(bounds).toMatchObject({ x: 140, y: 90, width: 1200, height: 760 });
});

test('a reloaded window works as before, and so does a second one', async ({ app, window }) => {
  await window.reload();
  await ready(window);
  await expect(window.getByRole('navigation')).toBeVisible();
  const [second] = await Promise.all([
    app.waitForEvent('window'),
    window.evaluate(() => self.attache.call('app.newWindow', {})),
  ]);
  await ready(second);
  await second.evaluate(() => self.attache.call('app.set', { theme: 'dark' }));
  await expect(window.locator('html')).toHaveClass(/dark/);
  await expect(second.locator('html')).toHaveClass(/dark/);
});

test('settings last, and a damaged settings file is put aside', async ({ launch, userData }) => {
  const { app, window } = await launch();
  await window.evaluate(() => self.attache.call('app.set', { theme: 'dark', language: 'ar' }));
  await expect(window.locator('html')).toHaveAttribute('dir', 'rtl');
  await app.close();
  const { settings } = JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8')) as {
    settings: Record<string, unknown>;
  };
  expect(settings).toMatchObject({ theme: 'dark', language: 'ar' });
  const again = await launch();
  await expect(again.window.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(again.window.locator('html')).toHaveClass(/dark/);
});

test('the menu goes to a screen', async ({ app, window }) => {
  await app.evaluate(({ Menu, BrowserWindow }) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById('settings');
    item?.click(item, BrowserWindow.getAllWindows()[0]);
  });
  await expect(window.locator('[data-screen="settings"]')).toBeVisible();
});
