// Covers renderer/screens/settings/leave.tsx, renderer/screens/settings/left.tsx,
// renderer/screens/settings/what-stays.tsx.
import { appendFileSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { connect } from '../../core/store/connect.ts';
import { findTexts } from '../../fixtures/planted.ts';
import { expectAccessible } from '../accessible.ts';
import { asked } from '../asked.ts';
import { answersOf } from '../canaries.ts';
import { answerDialogs, expect } from '../electron.ts';
import { enginePid } from '../engine-pid.ts';
import { account, newKey, oldKey, test } from '../sample-server.ts';
import { addKey, pick, pressToEnd, pullEnded, trust } from '../steps.ts';

const SEAL = 'TEST seal of a key';
const secrets = [
  account.password,
  newKey.passphrase,
  SEAL,
  'a password that is wrong',
  'a passphrase that is wrong',
  // A line of each key, as the file has it.
  ...[newKey.file, oldKey.file].map((file) => readFileSync(file, 'utf8').split('\n')[5] ?? ''),
];

/** Uses all that handles secrets and answers: servers, keys, a pull, tables, a sheet, an export, a lock, a crash. */
async function useEverything(
  app: ElectronApplication,
  window: Page,
  serve: (options: { readonly count: number }) => Promise<{ readonly url: string; readonly caFile: string }>,
  folder: string,
): Promise<void> {
  const server = await serve({ count: 40 });
  await trust(app, window, server as never);
  await window.keyboard.press('Control+7');
  await window.getByRole('button', { name: 'Add a server…' }).first().click();
  await window.getByRole('textbox', { name: 'Address' }).fill(server.url);
  await window.getByRole('textbox', { name: 'Account' }).fill(account.name);
  await window.getByRole('textbox', { name: 'Password' }).fill('a password that is wrong');
  await window.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(window.locator('.servers-test')).toContainText('Not tested: needs the line above');
  await window.getByRole('textbox', { name: 'Password' }).fill(account.password);
  await window.getByRole('checkbox', { name: /Remember/ }).click({ force: true });
  await window.getByRole('button', { name: 'Add server' }).click();
  await expect(window.getByRole('button', { name: 'Add server', exact: true })).toHaveCount(0);
  const { forms } = await asked(window, 'forms.refresh', { source: null });
  await asked(window, 'forms.choose', {
    forms: forms.map(({ source, formId }) => ({ source, formId })),
    isChosen: true,
  });

  await window.keyboard.press('Control+6');
  await window.getByRole('button', { name: 'Add a key…' }).first().click();
  const dialog = window.getByRole('dialog', { name: 'Add a key' });
  await answerDialogs(app, { open: [newKey.file] });
  await dialog.getByRole('button', { name: 'Choose key file…' }).click();
  await dialog.getByLabel('Passphrase of this key').fill('a passphrase that is wrong');
  await window.keyboard.press('Enter');
  await expect(dialog.getByText(/does not unlock/)).toBeVisible();
  await dialog.getByLabel('Passphrase of this key').fill(newKey.passphrase);
  await window.keyboard.press('Enter');
  await dialog.getByText('Protected by a passphrase').click();
  await dialog.getByLabel('New passphrase').fill(SEAL);
  await dialog.getByLabel('Repeat').fill(SEAL);
  await dialog.getByRole('button', { name: 'Add key' }).click();
  await expect(dialog).toHaveCount(0);
  await addKey(app, window, oldKey);

  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);
  await window.keyboard.press('Control+3');
  await window.getByText('Achieng Otieno').first().click();
  await expect(window.getByText('About this submission')).toBeVisible();
  await window.getByRole('searchbox', { name: 'Search all columns' }).fill('Achieng Otieno');
  await expect(window.getByText(/match the filter/)).toBeVisible();

  await answerDialogs(app, { open: [join(folder, 'exported')] });
  await window.keyboard.press('Control+5');
  await pick(window, 'Form', 'Child health visit');
  await window.getByRole('button', { name: /^Choose folder/ }).click();
  await expect(window.getByText(/, in .*exported$/)).toBeVisible();
  await window.keyboard.press('Control+e');
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();

  const engine = enginePid(app);
  if (engine !== null) process.kill(engine, 'SIGKILL');
  await expect(window.getByText('The engine is running again.', { exact: true })).toBeVisible();
  await window.keyboard.press('Control+l');
  await expect(window.locator('[data-screen="locked"]')).toBeVisible();
  await window.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(window.locator('[data-screen="locked"]')).toHaveCount(0);
}

test('no secret and no answer lies anywhere but where it belongs', async ({
  launch,
  serve,
  userData,
  folder,
}) => {
  const { app, window } = await launch({ env: { ATTACHE_LOG: 'debug' } });
  await asked(window, 'app.set', { logLevel: 'debug' });
  await useEverything(app, window, serve, folder);
  const workspace = join(userData, 'workspace');
  const answers = answersOf(workspace);
  expect(answers).toContain('Achieng Otieno');
  const places = [workspace, join(folder, 'exported')];
  // While it runs, with everything that the browser has written, and when it has ended.
  expect(findTexts(folder, secrets)).toEqual([]);
  expect(findTexts(folder, answers, places)).toEqual([]);
  const storage = await window.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: await indexedDB.databases().catch(() => []),
    caches: await caches.keys().catch(() => []),
  }));
  expect(storage).toEqual({ local: {}, session: {}, cookies: '', databases: [], caches: [] });
  await app.close();
  expect(findTexts(folder, secrets)).toEqual([]);
  expect(findTexts(folder, answers, places)).toEqual([]);
  // The search itself finds what is there.
  expect(findTexts(workspace, ['Achieng Otieno'])).not.toEqual([]);
});

test('whoever leaves takes everything along: nothing that was chosen remains', async ({
  app,
  window,
  serve,
  userData,
  folder,
}) => {
  const file = join(folder, 'my-key.pem');
  copyFileSync(oldKey.file, file);
  await useEverything(app, window, serve, folder);
  const workspace = join(userData, 'workspace');
  const answers = answersOf(workspace);
  const exported = join(folder, 'exported', 'Child health visit.csv');
  expect(existsSync(exported)).toBe(true);

  // On a computer that others use too, the workspace goes unless one chooses otherwise.
  await window.keyboard.press('Control+Comma');
  await expect(window.getByRole('checkbox', { name: 'This computer is shared' })).not.toBeChecked();
  await window.getByText('This computer is shared').click();
  await expect(window.getByRole('checkbox', { name: 'This computer is shared' })).toBeChecked();
  await window.getByRole('button', { name: 'Leave this computer' }).click();
  await expect(window.getByRole('checkbox', { name: /^Workspace with/ })).toBeChecked();
  await expect(
    window
      .getByText(exported)
      .or(window.getByText(join(folder, 'exported')))
      .first(),
  ).toBeVisible();
  await expectAccessible(window);
  await expect(window.getByText('Readable answers stay on this computer.')).toBeVisible();
  await window.getByText(/^Exports made here/).click();
  await expect(window.getByRole('checkbox', { name: /^Exports made here/ })).toBeChecked();
  await expect(window.getByText('As far as Attaché knows, no readable answers')).toBeVisible();
  await window.getByRole('button', { name: 'Leave this computer…' }).click();
  const dialog = window.getByRole('alertdialog');
  const leave = dialog.getByRole('button', { name: 'Leave this computer' });
  await expect(leave).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('Name of the workspace').fill('workspace');
  await leave.click();
  await expect(window.getByText('Still on this computer')).toBeVisible();
  await expect(window.getByText('Could not be removed')).toHaveCount(0);
  const media = join(folder, 'exported', 'media');
  await expect(window.getByText(`Exported photos and other media: ${media}`)).toBeVisible();
  expect(existsSync(workspace)).toBe(false);
  expect(existsSync(exported)).toBe(false);
  await pressToEnd(app, window.getByRole('button', { name: 'Quit' }));
  // The media stay, whose names are answers too. The page has named their folder.
  expect(findTexts(folder, [...secrets, ...answers], [file, media])).toEqual([]);
  expect(existsSync(file)).toBe(true);
});

test('what stays is named: an export that was changed since, and the readable submissions', async ({
  app,
  window,
  serve,
  userData,
  folder,
}) => {
  await useEverything(app, window, serve, folder);
  const exported = join(folder, 'exported', 'Child health visit.csv');
  appendFileSync(exported, 'a line of mine\n');
  const plan = await asked(window, 'leave.plan', {});
  expect(plan.stays).toContainEqual({ what: 'changed-export', path: exported });
  const items = plan.rows.map(({ item }) => item).filter((item) => item !== 'workspace');
  const workspace = join(userData, 'workspace');
  const db = connect(join(workspace, 'attache.sqlite'), { key: null, readonly: true });
  const readable = db
    .prepare<[], number>("SELECT count(DISTINCT submission_id) FROM record WHERE path = ''")
    .pluck()
    .get();
  db.close();
  expect(readable).toBeGreaterThan(10);
  await window.keyboard.press('Control+Comma');
  await window.getByRole('button', { name: 'Leave this computer' }).click();
  await expect(window.locator('.notice.warn')).toContainText(
    `${readable} readable submissions in ${workspace}`,
  );
  await window.getByRole('button', { name: 'Leave this computer…' }).click();
  await expect(window.getByRole('alertdialog')).toContainText(`${readable} readable submissions`);
  await window.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  // The screen locks at once: the engine removes everything all the same, and the window shows what is left.
  const leaving = asked(window, 'leave.do', { items, workspaceName: '' });
  await asked(window, 'app.lock', {});
  const left = await leaving;
  expect((await asked(window, 'app.info', {})).locked).not.toBeNull();
  await expect(window.locator('[data-screen="left"]')).toContainText(`${readable} readable submissions`);
  expect(left.workspaces).toEqual([{ path: workspace, readable }]);
  expect(left.kept.map(({ item }) => item)).toEqual(['workspace']);
  expect(readFileSync(exported, 'utf8')).toContain('a line of mine');
});
