// Covers renderer/screens/forms/decrypt-there.tsx, renderer/screens/servers/.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright/test';
import { connect } from '../../core/store/connect.ts';
import { readRecordedCentral } from '../../fixtures/servers/central-data.ts';
import { type CentralServer, startCentralServer } from '../../fixtures/servers/central-server.ts';
import { expectAccessible } from '../accessible.ts';
import { asked } from '../asked.ts';
import { answerDialogs, test as base, expect } from '../electron.ts';
import { addKey, pullEnded, trust } from '../steps.ts';

const keys = fileURLToPath(new URL('../../fixtures/central/keys/', import.meta.url));
const admin = { name: 'admin@example.test', password: 'throwaway-Central-9931' };
const data = readRecordedCentral();

const test = base.extend<{ readonly central: CentralServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
  central: async ({}, use) => {
    const central = await startCentralServer({ data, users: [admin] });
    await use(central);
    await central.close();
  },
});

/** The same server with one form in a project more, whose key has another passphrase. */
function withSecondProject(): typeof data {
  const keys = data.keys['2/managed_visit'] ?? [];
  return {
    ...data,
    projects: [...data.projects, { id: 9 }],
    forms: {
      ...data.forms,
      9: (data.forms[2] ?? []).filter(({ xmlFormId }) => xmlFormId === 'managed_visit'),
    },
    versions: { ...data.versions, '9/managed_visit': data.versions['2/managed_visit'] ?? [] },
    keys: { ...data.keys, '9/managed_visit': keys.map((key) => ({ ...key, id: 5 })) },
  };
}

/** Adds the server by the window's bridge, and opens the details of a form whose key it keeps. */
async function openManagedForm(
  app: ElectronApplication,
  window: Page,
  central: CentralServer,
): Promise<void> {
  await trust(app, window, central);
  const { name } = await asked(window, 'servers.add', {
    kind: 'central',
    name: null,
    address: central.url,
    login: { kind: 'password', user: admin.name, password: admin.password },
    remember: false,
  });
  await asked(window, 'forms.refresh', { source: name });
  await window.keyboard.press('Control+1');
  await window
    .getByRole('row', { name: /Managed visit/ })
    .getByRole('button', { name: 'Kept by the server' })
    .click();
}

test('a Central server from the address of one of its pages to readable submissions', async ({
  app,
  window,
  central,
  userData,
}) => {
  await trust(app, window, central);

  await window.keyboard.press('Control+7');
  await window.getByRole('button', { name: 'Add a server…' }).first().click();
  const kind = window.getByRole('button', { name: /Kind/ });
  const address = window.getByRole('textbox', { name: 'Address' });
  // The field fills itself, until somebody says another kind.
  await address.fill(`${central.url}/#/projects/1/forms/selfkey_visit`);
  await expect(kind).toHaveText('ODK Central');
  await expect(window.getByText('Recognised from the address.')).toBeVisible();
  await address.fill(`${central.url}/#/account/edit`);
  await expect(kind).toHaveText('Detect automatically');
  await expect(window.getByText('Recognised from the address.')).toHaveCount(0);
  await kind.click();
  await window.getByRole('option', { name: 'Ona', exact: true }).click();
  await window.getByRole('textbox', { name: 'Account' }).fill(admin.name);
  await window.getByRole('textbox', { name: 'Password' }).fill('not the password');
  await window.getByRole('button', { name: 'Test', exact: true }).click();
  const lines = window.locator('.servers-test');
  await expect(lines).toContainText('is ODK Central, but was added as Ona');
  await expectAccessible(window);
  await window.getByRole('button', { name: 'Change the kind to ODK Central' }).click();
  await expect(kind).toHaveText('ODK Central');
  await expect(window.getByText('Recognised by the test.')).toBeVisible();
  await expect(lines).toContainText('refused the user name, password or token');
  await window.getByRole('textbox', { name: 'Password' }).fill(admin.password);
  await window.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(lines).toContainText('Can view 9 forms and their submissions');
  await expect(lines).toContainText(`Accepted as ${admin.name}`);
  // What was found says nothing of another login, and is shown no longer.
  await window.getByRole('textbox', { name: 'Password' }).fill('another password');
  await expect(lines).toContainText('Changed since the last test.');
  await expect(lines).not.toContainText('Can view 9 forms');
  await window.getByRole('textbox', { name: 'Password' }).fill(admin.password);
  await expect(lines).toContainText('Can view 9 forms and their submissions');
  await expectAccessible(window);
  await window.getByRole('button', { name: 'Add server', exact: true }).click();
  await expect(window.getByRole('row', { name: /ODK Central/ })).toBeVisible();

  // The keys that the server keeps are told before anything is pulled.
  await window.keyboard.press('Control+1');
  const managed = window.getByRole('row', { name: /Managed visit/ });
  await expect(managed).toContainText('Kept by the server');
  await expect(window.getByRole('row', { name: /Self-key visit/ })).toContainText('No key tried yet');

  await addKey(app, window, { file: join(keys, 'TEST-selfkey-A.pem') });
  await addKey(app, window, { file: join(keys, 'TEST-selfkey-B.pem') });
  const { forms } = await asked(window, 'forms.list', {});
  const chosen = forms.filter(({ formId }) => formId === 'selfkey_visit' || formId === 'plain_visit');
  await asked(window, 'forms.choose', {
    forms: chosen.map(({ source, formId }) => ({ source, formId })),
    isChosen: true,
  });
  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);
  expect(central.sessions()).toBe(0);

  const db = connect(join(userData, 'workspace', 'attache.sqlite'), { key: null, readonly: true });
  const states = db
    .prepare('SELECT form_id AS form, state, count(*) AS n FROM submission GROUP BY 1, 2 ORDER BY 1, 2')
    .all();
  const submitter = db.prepare('SELECT DISTINCT submitter FROM submission').pluck().all();
  db.close();
  expect(states).toEqual([
    { form: 'plain_visit', state: 'decrypted', n: 3 },
    { form: 'plain_visit', state: 'incomplete', n: 1 },
    { form: 'selfkey_visit', state: 'decrypted', n: 15 },
    { form: 'selfkey_visit', state: 'incomplete', n: 2 },
  ]);
  expect(submitter).toContain('Tablet 1');
});

test('a server of another kind than it was added as is changed where the message says so', async ({
  app,
  window,
  central,
}) => {
  await trust(app, window, central);
  await asked(window, 'servers.add', {
    kind: 'ona',
    name: 'District',
    address: central.url,
    login: { kind: 'password', user: admin.name, password: admin.password },
    remember: false,
  });
  await window.keyboard.press('Control+1');
  await window.getByRole('button', { name: 'Refresh counts' }).click();
  await expect(window.getByText(/is ODK Central, but was added as Ona/).first()).toBeVisible();
  await window.getByRole('button', { name: 'Change the kind to ODK Central' }).first().click();
  await expect(window.getByRole('row', { name: /Self-key visit/ })).toBeVisible();
});

test('the record of a key that the server keeps opens its submissions', async ({ app, window, central }) => {
  await openManagedForm(app, window, central);
  await expect(window.getByText(/The server keeps the private key of this form/)).toBeVisible();

  await answerDialogs(app, { open: [join(keys, 'TEST-record.json')] });
  await window.keyboard.press('Control+6');
  await window.getByRole('button', { name: 'Add a key…' }).first().click();
  const dialog = window.getByRole('dialog', { name: 'Add a key' });
  await dialog.getByRole('button', { name: 'Choose key file…' }).click();
  await expect(dialog).toContainText('Hint from the server: the usual horse');
  await dialog.getByLabel('Passphrase of this key').fill('correct horse battery throwaway');
  await window.keyboard.press('Enter');
  await expect(dialog.getByText(/ODK Central key record/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Add key' }).click();
  await expect(dialog).toHaveCount(0);
  await window.keyboard.press('Control+1');
  await expect(window.getByRole('row', { name: /Managed visit/ })).not.toContainText('Kept by the server');
});

test('the server decrypts a form itself, after the user was told what that means', async ({
  app,
  window,
  central,
  folder,
}) => {
  await openManagedForm(app, window, central);
  await window.getByRole('button', { name: 'Let the server decrypt…' }).click();
  const dialog = window.getByRole('dialog', { name: 'Let the server decrypt' });
  await expect(dialog).toContainText('Your passphrase and the answers will be on the server');
  await expect(dialog).toContainText('Hint from the server: the usual horse');
  await expectAccessible(window);
  const exports = (): number => central.requests.filter(({ path }) => path.includes('csv.zip')).length;

  // Nothing is sent before the user has agreed.
  await dialog.getByLabel('Passphrase of the key').fill('not the passphrase');
  await dialog.getByRole('button', { name: 'Choose a folder and send…' }).click({ force: true });
  expect(exports()).toBe(0);
  const out = join(folder, 'from the server');
  mkdirSync(out);
  await answerDialogs(app, { open: [out] });
  await dialog.getByRole('checkbox').check({ force: true });
  await dialog.getByRole('button', { name: 'Choose a folder and send…' }).click();
  await expect(dialog).toContainText('The passphrase does not unlock');
  expect(readdirSync(out)).toEqual([]);

  // Another project has the form too, and a key of its own.
  central.serve(withSecondProject());
  await dialog.getByLabel('Passphrase of the key').fill('correct horse battery throwaway');
  await answerDialogs(app, { open: [out] });
  await dialog.getByRole('button', { name: 'Choose a folder and send…' }).click();
  const done = window.getByRole('dialog', { name: 'Decrypted by the server' });
  await expect(done).toContainText('13 of 13 submissions came back');
  await expect(done).toContainText(/Project 9: nothing came back\.\s*The passphrase does not unlock/);
  await expectAccessible(window);
  expect(readdirSync(out)).toEqual(['managed_visit project 2 decrypted by the server']);
  expect(exports()).toBe(3);
  // Kept apart: the workspace knows nothing of it.
  await done.getByRole('button', { name: 'Close' }).click();
  const { forms } = await asked(window, 'forms.list', {});
  expect(forms.find(({ formId }) => formId === 'managed_visit')?.counts.here).toBe(0);
});
