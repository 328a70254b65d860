// Covers renderer/screens/keys/, renderer/screens/locked/.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { Secret } from '../../core/ground/secret.ts';
import { publicKeyFingerprint } from '../../core/model/key.ts';
import { connect } from '../../core/store/connect.ts';
import { readKeyFile } from '../../keys/read-key-file.ts';
import { expectAccessible } from '../accessible.ts';
import { asked } from '../asked.ts';
import { answerDialogs, expect } from '../electron.ts';
import { count, openSample } from '../sample.ts';
import { newKey, oldKey, test } from '../sample-server.ts';
import { addKey, addServer, pullEnded } from '../steps.ts';

const SEAL = 'a seal of my own';

async function openDialog(window: Page): Promise<Locator> {
  await window.keyboard.press('Control+6');
  await window.getByRole('button', { name: 'Add a key…' }).first().click();
  return window.getByRole('dialog', { name: 'Add a key' });
}

test('a key is tried before it is kept, sealed, and asked for at the next start', async ({
  launch,
  serve,
  userData,
}) => {
  const server = await serve({ count: 30 });
  const { app, window } = await launch();
  await addServer(app, window, server);
  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);

  const dialog = await openDialog(window);
  await answerDialogs(app, { open: [newKey.file] });
  await dialog.getByRole('button', { name: 'Choose key file…' }).click();
  await dialog.getByLabel('Passphrase of this key').fill('not this one');
  await dialog.getByRole('button', { name: 'Unlock key' }).click();
  await expect(dialog.getByText(/The passphrase does not unlock/)).toBeVisible();
  await dialog.getByLabel('Passphrase of this key').fill(newKey.passphrase);
  await window.keyboard.press('Enter');
  await expect(dialog.getByText('The key works')).toBeVisible();
  // Some of what waits is of an older version of the households, which asks for another key.
  await expect(dialog.getByText('It decrypts 25 of the 30 submissions that wait.')).toBeVisible();
  const form = (name: string): Locator => dialog.getByRole('listitem').filter({ hasText: name });
  await expect(form('Household listing')).toContainText('Decrypts part of it');
  await expect(form('Household listing')).toContainText('10 of 15 waiting');
  await expect(form('Child health visit')).toContainText('Decrypts it');
  await dialog.getByText('Protected by a passphrase').click();
  await dialog.getByLabel('New passphrase').fill(SEAL);
  await dialog.getByLabel('Repeat').fill(SEAL);
  await dialog.getByRole('button', { name: 'Add key' }).click();
  await expect(dialog).toHaveCount(0);

  // What waited for it is opened.
  const db = connect(join(userData, 'workspace', 'attache.sqlite'), { key: null, readonly: true });
  const opened = () => db.prepare('SELECT count(*) FROM submission WHERE record_count > 0').pluck().get();
  await expect.poll(opened).toBeGreaterThan(15);
  await pullEnded(window);
  const said = window.locator('.toast').filter({ hasText: 'with TEST-key-2025' });
  await expect(said).toContainText(`Decrypted ${opened()} with TEST-key-2025. 5 still wait for another key.`);
  await window.keyboard.press('Control+1');
  await expect(window.getByRole('row').filter({ hasText: 'Household listing' })).toContainText(
    '5 wait for another key',
  );
  await window.keyboard.press('Control+4');
  await window.getByRole('option', { name: /No available key decrypts these 5/ }).click();
  await expect(window.locator('.cause-pane dl')).toContainText(
    'Unknown. The form definition of this version',
  );
  const sealed = db.prepare<[], string>('SELECT sealed_pem FROM private_key').pluck().all();
  expect(sealed).toEqual([expect.stringMatching(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/)]);
  db.close();
  await app.close();

  const again = await launch();
  await again.window.keyboard.press('Control+6');
  const row = again.window.getByRole('row').filter({ hasText: 'TEST-key-2025' });
  await expect(row).toContainText('Locked');
  await row.click();
  await again.window.getByRole('button', { name: 'Unlock…' }).click();
  const unlock = again.window.getByRole('dialog');
  await unlock.getByRole('textbox').fill('wrong again');
  await unlock.getByRole('button', { name: 'Unlock' }).click();
  await expect(unlock.getByText(/does not unlock/)).toBeVisible();
  await unlock.getByRole('textbox').fill(SEAL);
  await unlock.getByRole('button', { name: 'Unlock' }).click();
  await expect(unlock).toHaveCount(0);
  await expect(row).toContainText('Unlocked');
});

test('a public key, and a key that opens nothing, are told apart from the right one', async ({
  app,
  window,
  server,
}) => {
  await addServer(app, window, server);
  await addKey(app, window, oldKey);
  const dialog = await openDialog(window);
  const choose = async (file: string): Promise<void> => {
    await answerDialogs(app, { open: [file] });
    await dialog.getByRole('button', { name: /^Choose / }).click();
  };
  const fixture = (name: string): string => join(import.meta.dirname, '..', '..', 'fixtures', 'keys', name);
  await choose(fixture('public.pem'));
  await expect(dialog.getByText(/is a public key/)).toBeVisible();
  await expect(dialog.getByText(/Choose the private key file/).last()).toBeVisible();
  await choose(fixture('rsa3072.pem'));
  await expect(dialog.getByText('The key works')).toBeVisible();
  await expect(dialog.getByText('Decrypts it')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Add key' }).click();
  // The key that was added is shown, not the one that was there before.
  await expect(window.getByRole('heading', { level: 2, name: 'rsa3072' })).toBeVisible();

  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);
  await window.keyboard.press('Control+4');
  await expect(window.getByText('No available key decrypts these').first()).toBeVisible();
});

test('a pair is made: the file is saved, opens again, and the cell is its public key', async ({
  app,
  window,
  folder,
}) => {
  const file = join(folder, 'survey.pem');
  await answerDialogs(app, { save: file });
  await window.keyboard.press('Control+6');
  await window.getByRole('button', { name: 'Generate a key pair…' }).click();
  const dialog = window.getByRole('dialog', { name: 'Generate a key pair' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Survey 2026');
  await dialog.getByLabel('Passphrase', { exact: true }).fill(SEAL);
  await dialog.getByLabel('Repeat').fill(SEAL);
  await dialog.getByRole('button', { name: 'Generate', exact: true }).click();
  const keep = dialog.getByRole('button', { name: 'Keep this key' });
  await expect(keep).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('button', { name: 'Save key file…' }).click();
  await expect(dialog.getByText('Saved, read back and tested')).toBeVisible();
  await dialog.getByRole('button', { name: 'Copy cell' }).click();
  const copied = () => app.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(copied).not.toBe('');
  const cell = await copied();

  const [key] = await readKeyFile(file, new Secret(SEAL));
  expect(key?.fingerprint).toBe(publicKeyFingerprint(cell));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await dialog.getByText('I have stored a second copy').click();
  await keep.click();
  await expect(window.getByRole('row').filter({ hasText: 'Survey 2026' })).toContainText('Unlocked');
});

test("a key's submissions are those that it opened", async ({ window }) => {
  const sample = await openSample(window);
  await window.keyboard.press('Control+6');
  for (const name of ['sample-2023', 'sample-2025']) {
    const row = window.getByRole('row').filter({ hasText: name });
    const fingerprint = (await row.getByRole('gridcell').nth(3).innerText()).trim();
    const opened = count(
      sample,
      'SELECT count(*) FROM submission WHERE key_fingerprint LIKE ?',
      `${fingerprint}%`,
    );
    expect(opened).toBeGreaterThan(0);
    expect(Number(await row.getByRole('gridcell').last().innerText())).toBeGreaterThanOrEqual(opened);
  }
  await expectAccessible(window);
});

test('locking forgets the key and hides the data; the key file brings both back', async ({
  app,
  window,
  server,
}) => {
  await addServer(app, window, server);
  await addKey(app, window, oldKey);
  await addKey(app, window);
  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);
  await window.keyboard.press('Control+3');
  await expect(window.getByText('Achieng Otieno').first()).toBeVisible();

  await window.keyboard.press('Control+l');
  const locked = window.locator('[data-screen="locked"]');
  await expect(locked.getByText('TEST-key-2025')).toBeVisible();
  await expect(locked.getByText('TEST-key-2023')).toBeVisible();
  await expect(window.getByText('Achieng Otieno')).toHaveCount(0);
  // No shortcut leads past it.
  await window.keyboard.press('Control+3');
  await expect(window.getByText('Achieng Otieno')).toHaveCount(0);

  await answerDialogs(app, { open: [oldKey.file] });
  await locked
    .getByRole('listitem')
    .filter({ hasText: 'TEST-key-2023' })
    .getByRole('button', { name: 'Choose file…' })
    .click();
  await expect(locked).toHaveCount(0);
  await window.keyboard.press('Control+3');
  await expect(window.getByText('Achieng Otieno').first()).toBeVisible();
});
