// Covers renderer/screens/servers/.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { connect } from '../../core/store/connect.ts';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { expectAccessible } from '../accessible.ts';
import { answerDialogs, expect } from '../electron.ts';
import { account, test } from '../sample-server.ts';
import { trust } from '../steps.ts';

/** Opens the form for a new server and fills it in. */
async function fillIn(window: Page, address: string, password = account.password): Promise<void> {
  await window.keyboard.press('Control+7');
  await window.getByRole('button', { name: 'Add a server…' }).first().click();
  await window.getByRole('textbox', { name: 'Address' }).fill(address);
  await window.getByRole('textbox', { name: 'Account' }).fill(account.name);
  await window.getByRole('textbox', { name: 'Password' }).fill(password);
}

/** What the test of the fields says, line by line. */
async function tested(window: Page): Promise<string> {
  await window.getByRole('button', { name: 'Test', exact: true }).click();
  const lines = window.locator('.servers-test');
  // Each line has something to say when the test has ended.
  await expect(lines.getByRole('listitem')).toHaveText([
    /Address.+/,
    /Certif.+/,
    /Proxy.+/,
    /Login.+/,
    /Rights.+/,
  ]);
  await expect(lines).not.toContainText('Trying…');
  return lines.innerText();
}

test('a test says which line fails, and what to do', async ({ app, window, serve }) => {
  const server = await serve({ count: 6 });
  await fillIn(window, server.url);
  expect(await tested(window)).toMatch(/Certificate[\s\S]*(CA|authority)/);

  await trust(app, window, server);
  await window.getByRole('textbox', { name: 'Password' }).fill('not the password');
  const refused = await tested(window);
  expect(refused).toMatch(/Login[\s\S]*(password|token)/i);
  expect(refused).toContain('Not tested: needs the line above');
  expect(refused).not.toContain('not the password');

  await window.getByRole('textbox', { name: 'Password' }).fill(account.password);
  const good = await tested(window);
  expect(good).toContain('Accepted as amina');
  expect(good).toContain('Can view 3 forms and their submissions');

  await server.close();
  expect(await tested(window)).toMatch(/Address[\s\S]*Not tested/);
});

test('a server is added, its password kept by the keychain only, changed and removed', async ({
  app,
  window,
  server,
  userData,
}) => {
  await trust(app, window, server);
  await fillIn(window, server.url);
  await window.getByRole('textbox', { name: 'Name' }).fill('District');
  await window.getByRole('checkbox', { name: /Remember/ }).check({ force: true });
  await window.getByRole('button', { name: 'Add server' }).click();
  const row = window.getByRole('row').filter({ hasText: 'District' });
  await expect(row).toBeVisible();

  const file = join(userData, 'workspace', 'attache.sqlite');
  const db = connect(file, { key: null, readonly: true });
  expect(db.prepare('SELECT name FROM server').pluck().all()).toEqual(['District']);
  for (const name of ['attache.sqlite', 'attache.sqlite-wal']) {
    const path = join(userData, 'workspace', name);
    if (existsSync(path)) expect(readFileSync(path).includes(account.password)).toBe(false);
  }

  await expectAccessible(window);
  await window.getByRole('button', { name: 'Remove…' }).click();
  await window.getByRole('button', { name: 'Remove server' }).click();
  await expect(row).toHaveCount(0);
  expect(db.prepare('SELECT count(*) FROM server').pluck().get()).toBe(0);
  db.close();
});

test('only kinds whose connector is here are offered', async ({ window }) => {
  await window.keyboard.press('Control+7');
  await window.getByRole('button', { name: 'Add a server…' }).first().click();
  await window.getByRole('button', { name: 'Kind' }).click();
  await expect(window.getByRole('option')).toHaveText([
    'Detect automatically',
    'Ona',
    'KoboToolbox',
    'ODK Central',
    'ODK Aggregate',
    'Other OpenRosa server',
  ]);
});

test('a Briefcase folder is added and its forms are counted', async ({ app, window, folder, userData }) => {
  const storage = join(folder, 'storage');
  writeBriefcaseStorage(sampleProject(12), storage);
  await answerDialogs(app, { open: [storage] });
  await window.keyboard.press('Control+7');
  await window.getByRole('button', { name: 'Add a folder…' }).first().click();
  await expect(window.getByRole('row', { name: /^storage Folder 3/ })).toBeVisible();
  const db = connect(join(userData, 'workspace', 'attache.sqlite'), { key: null, readonly: true });
  await expect.poll(() => db.prepare('SELECT count(*) FROM source_form').pluck().get()).toBe(3);

  // What Collect had not finished is taken where that is set.
  await window.getByRole('row', { name: /^storage Folder 3/ }).click();
  const drafts = window.getByRole('checkbox', { name: 'Include drafts of ODK Collect' });
  await expect(drafts).not.toBeChecked();
  await window.getByText('Include drafts of ODK Collect').click();
  await expect(drafts).toBeChecked();
  const isTaken = db.prepare("SELECT json_extract(settings, '$.drafts') FROM server").pluck();
  await expect.poll(() => isTaken.get()).toBe(1);
  await expectAccessible(window);
  db.close();
});
