// Covers renderer/screens/first-run/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { connect } from '../../core/store/connect.ts';
import { asked } from '../asked.ts';
import { answerDialogs, expect } from '../electron.ts';
import { account, newKey, SUBMISSIONS, test } from '../sample-server.ts';

test('from the first start to a CSV: a key, a server, the forms, one button', async ({
  app,
  window,
  server,
  userData,
  folder,
}) => {
  // The first click in the rail goes where it says, and what was typed is there when one comes back.
  const step = window.getByRole('region', { name: 'Your server' });
  await step.getByRole('textbox', { name: 'Address' }).fill(server.url);
  await step.getByRole('textbox', { name: 'Account' }).fill(account.name);
  await step.getByRole('textbox', { name: 'Password' }).fill('not the password');
  await window.getByRole('link', { name: 'Settings' }).click();
  await expect(window.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await window.getByRole('button', { name: 'Set up again' }).click();
  await expect(step.getByRole('textbox', { name: 'Address' })).toHaveValue(server.url);
  await expect(step.getByRole('textbox', { name: 'Account' })).toHaveValue(account.name);

  // Asked once, and never again.
  await window
    .getByRole('region', { name: 'Do other people use this computer too?' })
    .getByRole('button', { name: 'Yes, it is shared' })
    .click();
  await expect(window.getByText('Do other people use this computer too?')).toHaveCount(0);
  expect((await asked(window, 'app.info', {})).settings.sharedComputer).toBe(true);

  // The key says at once what it is, and asks for its passphrase.
  await answerDialogs(app, { open: [newKey.file] });
  const key = window.getByRole('region', { name: 'Your key' });
  await key.getByRole('button', { name: 'Choose key file…' }).click();
  await key.getByLabel('Passphrase of this key').fill('a wrong one');
  await key.getByRole('button', { name: 'Unlock key' }).click();
  await expect(key.getByText(/The passphrase does not unlock/)).toBeVisible();
  await key.getByLabel('Passphrase of this key').fill(newKey.passphrase);
  await window.keyboard.press('Enter');
  await expect(key.getByText('The key works')).toBeVisible();
  await key.getByRole('button', { name: 'Add key' }).click();
  await expect(key.getByText('TEST-key-2025 is unlocked')).toBeVisible();

  // Its certificate is signed by an authority of its own, as in many organisations: that is chosen beside the message.
  await step.getByRole('button', { name: 'Test' }).click();
  await expect(step.getByRole('button', { name: 'Choose CA file…' })).toBeVisible();
  await answerDialogs(app, { open: [server.caFile] });
  await step.getByRole('button', { name: 'Choose CA file…' }).click();
  await expect(window.getByText(`CA file in use: ${server.caFile}`)).toBeVisible();

  // Then the server is reached again by itself, signed in and listed.
  await expect(step.getByText(/password|sign in|login/i).last()).toBeVisible();
  await step.getByRole('textbox', { name: 'Password' }).fill(account.password);
  await window.keyboard.press('Enter');
  await expect(step.getByText(/added, 3 forms/)).toBeVisible();

  const forms = window.getByRole('region', { name: 'Your forms' });
  await expect(forms.getByRole('row').filter({ hasText: 'Child health visit' })).toContainText(
    'TEST-key-2025 decrypts its newest version',
  );
  await window.getByRole('button', { name: `Pull ${SUBMISSIONS} submissions` }).click();
  await expect(window.getByRole('heading', { name: 'Pull report' })).toBeVisible();

  const db = connect(join(userData, 'workspace', 'attache.sqlite'), { key: null, readonly: true });
  const count = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0;
  expect(count('SELECT count(*) FROM submission')).toBe(SUBMISSIONS);
  const children = count(
    "SELECT count(*) FROM submission WHERE form_id = 'child_health' AND record_count > 0",
  );
  expect(children).toBeGreaterThan(0);

  await answerDialogs(app, { open: [folder] });
  await window.keyboard.press('Control+5');
  await window.getByRole('button', { name: /^Choose folder/ }).click();
  await expect(window.getByText(/^\d+ (and a media folder, )?.*in .*attache-e2e/)).toBeVisible();
  await window.keyboard.press('Control+e');
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  const rows = parse(readFileSync(join(folder, 'Child health visit.csv')));
  expect(rows).toHaveLength(children + 1);
});

test('the sample opens on its data when it is ready', async ({ window }) => {
  await window.getByRole('button', { name: 'Try it with sample data' }).click();
  await expect(window.getByRole('heading', { level: 1, name: 'Data' })).toBeVisible();
  await expect(window.locator('.grid-body .grid-row').first()).toBeVisible();
  await expect(window.locator('.status')).toContainText(/[1-9]\d* readable/);
});
