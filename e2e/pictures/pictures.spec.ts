import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { asked } from '../asked.ts';
import { answerDialogs, expect } from '../electron.ts';
import { openSample } from '../sample.ts';
import { account, newKey, test } from '../sample-server.ts';
import { trust } from '../steps.ts';
import { goTo, leaveStop, tour } from '../tour.ts';
import { root } from '../which-electron.ts';

const folder = join(root, 'docs', 'pictures');
/** The stops of the tour that the guide shows. */
const shown = [
  'forms',
  'form-details',
  'report',
  'data',
  'sheet',
  'problems',
  'export',
  'keys',
  'servers-add',
  'locked',
  'settings-leave',
];
const shoot = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });

test.beforeEach(async ({ app, window }) => {
  mkdirSync(folder, { recursive: true });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1280, 800));
  await asked(window, 'app.set', { theme: 'light', language: 'en' });
});

test.describe('an encrypted workspace', () => {
  test.use({ isNew: true });

  test('the three steps, with a server and a key', async ({ app, window, server }) => {
    await threeSteps(app, window, server);
  });

  test('how it is kept, and how it is unlocked', async ({ app, window, userData }) => {
    await asked(window, 'workspace.setPassphrase', {
      by: { kind: 'keychain' },
      next: 'TEST passphrase of a workspace',
    });
    await goTo(window, { screen: 'settings', section: 'workspace' });
    await expect(window.getByRole('button', { name: 'Change…' })).toBeVisible();
    await shoot(window, 'settings-workspace');
    await setUpBackup(app, window, join(userData, '..', 'backups'));
    await shoot(window, 'settings-backups');
    await asked(window, 'app.lock', {});
    await expect(window.getByRole('textbox', { name: 'Workspace passphrase' })).toBeVisible();
    await shoot(window, 'locked-encrypted');
  });
});

/** Sets a backup up, and waits until it is made and tried out. */
async function setUpBackup(app: ElectronApplication, window: Page, backup: string): Promise<void> {
  await goTo(window, { screen: 'settings', section: 'backups' });
  await answerDialogs(app, { open: [backup] });
  await window.getByRole('button', { name: 'Set up a backup…' }).click();
  await window.getByRole('button', { name: 'Use this folder' }).click();
  const { code } = await asked(window, 'backup.code', {});
  await window.getByRole('button', { name: 'Later' }).click();
  await asked(window, 'backup.checkCode', { group: code.slice(-4) });
  await expect(window.getByText(/^The restore drill found everything in order/)).toBeVisible();
}

async function threeSteps(
  app: ElectronApplication,
  window: Page,
  server: { readonly url: string; readonly caFile: string },
): Promise<void> {
  await shoot(window, 'first-run');
  await trust(app, window, server);
  await answerDialogs(app, { open: [newKey.file] });
  await window.getByRole('button', { name: 'Choose key file…' }).click();
  await window.getByLabel('Passphrase of this key').fill(newKey.passphrase);
  await window.keyboard.press('Enter');
  await expect(window.getByText('The key works')).toBeVisible();
  await shoot(window, 'first-run-key');
  await window.getByRole('button', { name: 'Add key' }).click();
  await window.getByRole('textbox', { name: 'Address' }).fill(server.url);
  await window.getByRole('textbox', { name: 'Account' }).fill(account.name);
  await window.getByRole('textbox', { name: 'Password' }).fill(account.password);
  await window.keyboard.press('Enter');
  await expect(window.getByText('decrypts its newest version').first()).toBeVisible();
  await shoot(window, 'first-run-ready');
}

test('every screen of the sample project', async ({ window }) => {
  await openSample(window);
  for (const { name, open } of tour.filter((stop) => shown.includes(stop.name))) {
    await open(window);
    await shoot(window, name);
    await leaveStop(window);
  }
});

test('the same in the dark', async ({ window }) => {
  await asked(window, 'app.set', { theme: 'dark' });
  await openSample(window);
  for (const { name, open } of tour.filter((stop) => stop.name === 'data')) {
    await open(window);
    await shoot(window, `${name}-dark`);
  }
});
