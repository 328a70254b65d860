// Covers renderer/screens/data/sheet-versions.tsx.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectAccessible } from '../accessible.ts';
import { test as base, expect } from '../electron.ts';

/* Edits and deletions in the window, in a workspace that an earlier version has made. */
const made = fileURLToPath(new URL('../../fixtures/workspaces/2026-11/', import.meta.url));

const test = base.extend({
  userData: async ({ folder }, use) => {
    const userData = join(folder, 'user-data');
    cpSync(made, join(userData, 'workspace'), { recursive: true });
    await use(userData);
  },
});

test('an edited submission is one row, with its versions in its sheet; what was deleted is marked', async ({
  window,
}) => {
  const rows = window.locator('.grid-body .grid-row');
  await window.keyboard.press('Control+3');
  await window.getByRole('button', { name: 'Form', exact: false }).first().click();
  await window.getByRole('option', { name: 'edited', exact: false }).click();
  await expect(rows).toHaveCount(2);
  await window.getByRole('button', { name: 'Filter', exact: true }).click();
  await window.getByRole('button', { name: 'With earlier versions' }).click();
  await expect(rows).toHaveCount(4);
  await expect(rows.filter({ hasText: 'Not the version in the table' })).toHaveCount(2);
  await rows.filter({ hasNotText: 'Not the version in the table' }).first().click();
  const sheet = window.getByRole('complementary', { name: 'Submission' });
  const versions = sheet.getByRole('region', { name: 'Versions' });
  if ((await versions.count()) === 0) await window.keyboard.press('ArrowDown');
  await expect(versions.getByRole('button')).toHaveCount(2);
  await expect(versions).toContainText('In the table');
  await versions.getByRole('button').first().click();
  await expect(versions.getByRole('button')).toHaveCount(2);
  await expectAccessible(window);

  await window.keyboard.press('Control+1');
  const forms = window.getByRole('grid', { name: 'Forms' });
  await expect(forms.getByRole('columnheader', { name: 'Deleted there' })).toBeVisible();
  // Three are here that their server has no more: what is on the servers is so many fewer.
  await expect(window.locator('.status')).toContainText('3 deleted there');
  await expectAccessible(window);
  await forms
    .getByRole('button', { name: /^[1-3] deleted there/ })
    .first()
    .click();
  await expect(window.getByText('Deleted on the server').first()).toBeVisible();
  await window.keyboard.press('Control+5');
  await expect(window.getByText('Leave out submissions deleted on the server')).toBeVisible();
});
