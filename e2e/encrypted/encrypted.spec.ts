// Covers electron/engine/encryption.ts, electron/engine/opening.ts, renderer/frame/recovery-notice.tsx,
// renderer/screens/encryption/, renderer/screens/first-run/how-kept.tsx,
// renderer/screens/locked/unlock-workspace.tsx.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { findTexts } from '../../fixtures/planted.ts';
import { expectAccessible } from '../accessible.ts';
import { asked, replyOf } from '../asked.ts';
import { answerDialogs, expect } from '../electron.ts';
import { enginePid } from '../engine-pid.ts';
import { newKey, oldKey, test } from '../sample-server.ts';
import { addKey, addServer, pullEnded, toPhoto } from '../steps.ts';
import { goTo } from '../tour.ts';

const PASSPHRASE = 'TEST passphrase of a workspace';
const NO_KEYCHAIN = { ATTACHE_HOST_KEYCHAIN: 'none' };

const database = (userData: string): string => join(userData, 'workspace', 'attache.sqlite');
const isPlain = (userData: string): boolean =>
  readFileSync(database(userData)).subarray(0, 15).toString() === 'SQLite format 3';
const lockedScreen = (window: Page) => window.locator('[data-screen="locked"]');

/** Opens the dialog of the recovery code, saves a new code and checks it. Returns the code. */
async function keepRecoveryCode(app: ElectronApplication, window: Page, file: string): Promise<string> {
  await window.getByRole('button', { name: 'Recovery code…' }).first().click();
  const dialog = window.getByRole('dialog', { name: 'Recovery code' });
  await expectAccessible(window);
  await dialog.getByRole('button', { name: 'Show a new code' }).click();
  await expect(dialog.locator('.recovery-code')).toHaveText(/^([0-9A-Z]{4}-){13}[0-9A-Z]{4}$/);
  const code = await dialog.locator('.recovery-code').innerText();
  await expectAccessible(window);
  // A code beside the data that it unlocks is refused; one on the same disk is warned of.
  const { workspace } = await asked(window, 'app.info', {});
  await answerDialogs(app, { save: join(workspace.path, 'code.txt') });
  await dialog.getByRole('button', { name: 'Save…' }).click();
  await expect(dialog.getByText('This place is inside the workspace.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save there anyway' })).toHaveCount(0);
  await answerDialogs(app, { save: file });
  await dialog.getByRole('button', { name: 'Choose another place…' }).click();
  await dialog.getByRole('button', { name: 'Save there anyway' }).click();
  await expect(dialog.locator('.state')).toContainText('Saved');
  expect(existsSync(join(workspace.path, 'code.txt'))).toBe(false);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)).toBe(code);
  await dialog.getByLabel('Last group of the code').fill('0000');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog.getByText('This is not the last group of the newest code.')).toBeVisible();
  await dialog.getByLabel('Last group of the code').fill(code.slice(-4).toLowerCase());
  await window.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  return code;
}

async function pullAll(app: ElectronApplication, window: Page, server: Parameters<typeof addServer>[2]) {
  await addServer(app, window, server);
  await addKey(app, window, oldKey);
  await addKey(app, window, newKey);
  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);
}

test('a new workspace is encrypted, with the key in the keychain; nothing of it can be read on the disk', async ({
  launch,
  server,
  userData,
  folder,
}) => {
  const { app, window } = await launch({ isNew: true });
  const kept = window.getByRole('region', { name: 'How this computer keeps the answers' });
  await expect(kept).toContainText('Encrypted. This computer’s keychain keeps the key.');
  // Still three steps.
  await expect(window.locator('.step')).toHaveCount(3);
  expect(isPlain(userData)).toBe(false);
  await expectAccessible(window);

  await pullAll(app, window, server);
  await window.keyboard.press('Control+1');
  const reminder = window.getByText('The recovery code of this workspace is not checked yet.');
  await expect(reminder).toBeVisible();
  const codeFile = join(folder, 'code.txt');
  const code = await keepRecoveryCode(app, window, codeFile);
  await expect(reminder).toHaveCount(0);

  // A table, a sheet and its photo.
  await goTo(window, { screen: 'data', formId: 'child_health' });
  await expect(window.getByText('Achieng Otieno').first()).toBeVisible();
  const sheet = window.getByRole('complementary', { name: 'Submission' });
  await window.locator('.grid-body .grid-row').first().click();
  const photo = await toPhoto(sheet);
  await expect.poll(() => photo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  const named = await sheet
    .getByRole('button', { name: /^Open / })
    .first()
    .getAttribute('aria-label');
  const name = (named ?? '').replace('Open ', '');
  expect(name.length).toBeGreaterThan(8);
  const canaries = ['Achieng Otieno', name, code, newKey.passphrase];
  expect(findTexts(folder, canaries, [codeFile])).toEqual([]);

  // The lock ends the engine, and with it the key. Nothing but the key leads past it.
  const before = enginePid(app);
  await window.keyboard.press('Control+l');
  const locked = lockedScreen(window);
  await expect(locked.getByText('The data is encrypted')).toBeVisible();
  await expect(locked.getByText('Continue without keys')).toHaveCount(0);
  await expectAccessible(window);
  expect(enginePid(app)).not.toBe(before);
  for (const request of ['engine.continueLocked', 'engine.status', 'keys.list', 'forms.list'] as const) {
    expect(await replyOf(window, request, {})).toMatchObject({
      ok: false,
      problem: { code: 'engine.locked' },
    });
  }
  const convert = { to: 'plain' as const, by: { kind: 'keychain' as const } };
  expect(await replyOf(window, 'workspace.convert', convert)).toMatchObject({
    ok: false,
    problem: { code: 'engine.locked' },
  });
  expect(await replyOf(window, 'leave.plan', {})).toMatchObject({
    ok: false,
    problem: { code: 'engine.locked' },
  });
  await expect(window.getByText('Achieng Otieno')).toHaveCount(0);
  await locked.getByText('Use the recovery code').click();
  await locked.getByLabel('Recovery code').fill(`${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`);
  await window.keyboard.press('Enter');
  await expect(locked.getByRole('alert')).toBeVisible();
  await locked.getByLabel('Recovery code').fill(code.toLowerCase().replaceAll('-', ''));
  await window.keyboard.press('Enter');
  await expect(locked).toHaveCount(0);
  await window.keyboard.press('Control+l');
  await locked.getByRole('button', { name: 'Unlock' }).first().click();
  await expect(locked).toHaveCount(0);
  await window.keyboard.press('Control+3');
  await expect(window.getByText('Achieng Otieno').first()).toBeVisible();

  await window.keyboard.press('Control+l');
  await expect(locked.getByRole('button', { name: 'Unlock' }).first()).toBeVisible();
  await app.close();
  expect(findTexts(folder, canaries, [codeFile])).toEqual([]);
  expect(readdirSync(join(userData, 'workspace'))).toContain('workspace.key.json');
  // It was locked when it ended: the next start does not open it by itself.
  const again = await launch();
  await lockedScreen(again.window).getByRole('button', { name: 'Unlock' }).first().click();
  await expect(again.window.locator('[data-screen="forms"]')).toBeVisible();
  await expect(again.window.getByText('Child health visit').first()).toBeVisible();
});

test('without a keychain a passphrase is asked for: at the first start, at each start, after each lock', async ({
  launch,
  userData,
  folder,
}) => {
  const { app, window } = await launch({ isNew: true, env: NO_KEYCHAIN });
  const kept = window.getByRole('region', { name: 'How this computer keeps the answers' });
  await expect(kept.getByText('This computer has no keychain')).toBeVisible();
  await expect(window.locator('.step')).toHaveCount(0);
  expect(existsSync(database(userData))).toBe(false);
  await expectAccessible(window);
  await kept.getByRole('textbox', { name: 'Workspace passphrase' }).fill(PASSPHRASE);
  await kept.getByLabel('Repeat').fill(PASSPHRASE);
  await kept.getByRole('button', { name: 'Create the workspace' }).click();
  await expect(window.locator('.step')).toHaveCount(3);
  expect(isPlain(userData)).toBe(false);

  // Another choice, while nothing was stored: other programs are to read the database. And back.
  await window.getByRole('button', { name: 'Choose again…' }).click();
  await kept.getByText('Not encrypted: other programs read this database.').click();
  await expect(kept.getByText('Anyone who gets this disk can read the answers.')).toBeVisible();
  await kept.getByRole('button', { name: 'Create the workspace' }).click();
  await expect(kept.getByText('The workspace is not encrypted')).toBeVisible();
  expect(isPlain(userData)).toBe(true);
  await window.getByRole('button', { name: 'Choose again…' }).click();
  await kept.getByRole('textbox', { name: 'Workspace passphrase' }).fill(PASSPHRASE);
  await kept.getByLabel('Repeat').fill(PASSPHRASE);
  await window.keyboard.press('Enter');
  await expect(kept.getByText('Encrypted with a workspace passphrase')).toBeVisible();

  await window.keyboard.press('Control+l');
  const locked = lockedScreen(window);
  const field = locked.getByRole('textbox', { name: 'Workspace passphrase' });
  await expect(field).toBeFocused();
  await field.fill('wrong');
  await window.keyboard.press('Enter');
  await expect(locked.getByText(/This workspace passphrase does not unlock/)).toBeVisible();
  for (const passphrase of ['wrong again', 'wrong again and again']) {
    const refused = await replyOf(window, 'workspace.unlock', { by: { kind: 'passphrase', passphrase } });
    expect(refused).toMatchObject({ ok: false, problem: { code: 'workspace.wrong_key' } });
  }
  await field.fill(PASSPHRASE);
  await window.keyboard.press('Enter');
  await expect(locked.getByText(/several wrong passphrases/)).toBeVisible();
  await expect(async () => {
    await window.keyboard.press('Enter');
    await expect(locked).toHaveCount(0, { timeout: 900 });
  }).toPass();
  await app.close();

  const again = await launch({ env: NO_KEYCHAIN });
  await expect(lockedScreen(again.window).getByText('The workspace is encrypted.')).toBeVisible();
  await lockedScreen(again.window).getByRole('textbox', { name: 'Workspace passphrase' }).fill(PASSPHRASE);
  await again.window.keyboard.press('Enter');
  await expect(lockedScreen(again.window)).toHaveCount(0);
  await expect(again.window.locator('.step')).toHaveCount(3);

  // Another passphrase: the old one is asked for, and no longer opens anything.
  await goTo(again.window, { screen: 'settings', section: 'workspace' });
  await again.window.getByRole('button', { name: 'Change…' }).click();
  const dialog = again.window.getByRole('dialog', { name: 'Change the workspace passphrase' });
  await dialog.getByRole('textbox', { name: 'Workspace passphrase', exact: true }).fill('wrong');
  await dialog.getByLabel('New workspace passphrase').fill('TEST another passphrase');
  await dialog.getByLabel('Repeat').fill('TEST another passphrase');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/does not unlock/)).toBeVisible();
  await expectAccessible(again.window);
  await dialog.getByRole('textbox', { name: 'Workspace passphrase', exact: true }).fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  const by = (passphrase: string) => ({ by: { kind: 'passphrase' as const, passphrase } });
  await asked(again.window, 'app.lock', {});
  await expect(
    lockedScreen(again.window).getByRole('textbox', { name: 'Workspace passphrase' }),
  ).toBeVisible();
  expect(await replyOf(again.window, 'workspace.unlock', by(PASSPHRASE))).toMatchObject({ ok: false });
  await asked(again.window, 'workspace.unlock', by('TEST another passphrase'));
  await expect(lockedScreen(again.window)).toHaveCount(0);
  expect(findTexts(folder, [PASSPHRASE, 'TEST another passphrase'])).toEqual([]);
});
