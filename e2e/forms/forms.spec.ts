// Covers renderer/screens/forms/.
import { join } from 'node:path';
import { connect } from '../../core/store/connect.ts';
import { expectAccessible } from '../accessible.ts';
import { asked } from '../asked.ts';
import { expect } from '../electron.ts';
import { SUBMISSIONS, test } from '../sample-server.ts';
import { addServer, pullEnded } from '../steps.ts';

test('forms are counted, found, chosen, and the tally is that of the server', async ({
  app,
  window,
  server,
}) => {
  await addServer(app, window, server);
  await window.keyboard.press('Control+1');
  await expect(window.getByText(`${SUBMISSIONS} on servers`)).toBeVisible();
  await expect(window.getByText(`${SUBMISSIONS} to pull`)).toBeVisible();
  await window.getByRole('checkbox', { name: 'Choose Facility inventory' }).click({ force: true });
  await expect(window.getByText('2 of 3 chosen for the next pull')).toBeVisible();
  await expect(window.getByRole('button', { name: 'Pull 2 forms' })).toBeVisible();
  const { forms } = await asked(window, 'forms.list', {});
  expect(forms.filter(({ isChosen }) => isChosen).map(({ formId }) => formId)).not.toContain('facility');
  await window.getByRole('searchbox', { name: 'Find a form' }).fill('child');
  await expect(window.getByRole('row').filter({ hasText: 'Facility inventory' })).toHaveCount(0);
  await window.getByRole('searchbox', { name: 'Find a form' }).fill('nothing like it');
  await expect(window.getByText('No form matches “nothing like it”.')).toBeVisible();
  await window.getByRole('searchbox', { name: 'Find a form' }).fill('');
  await expectAccessible(window);
});

test('how a form is pulled is kept, and holds: since a day, without media', async ({
  app,
  window,
  server,
  userData,
}) => {
  await addServer(app, window, server);
  await window.keyboard.press('Control+1');
  await window.getByText('Child health visit', { exact: true }).click();
  const details = window.getByRole('complementary', { name: 'Details' });
  const pick = async (field: string, option: string): Promise<void> => {
    await details.getByRole('button', { name: field }).click();
    await window.getByRole('option', { name: option, exact: true }).click();
  };
  await pick('Photos and audio', 'No');
  await pick('Encrypted files', 'Always keep');
  await pick('Which submissions', 'Received since');
  await details.getByLabel('Since', { exact: true }).last().fill('2025-08-01');
  await expect
    .poll(async () => {
      const form = { source: 'Study server', formId: 'child_health' };
      return (await asked(window, 'forms.details', form)).settings;
    })
    .toMatchObject({ media: false, keepEncrypted: 'always', which: { kind: 'since', day: '2025-08-01' } });

  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);
  const db = connect(join(userData, 'workspace', 'attache.sqlite'), { key: null, readonly: true });
  const count = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? -1;
  expect(
    count("SELECT count(*) FROM submission WHERE form_id = 'child_health' AND submitted_day < '2025-08-01'"),
  ).toBe(0);
  expect(count("SELECT count(*) FROM submission WHERE form_id = 'child_health'")).toBeGreaterThan(0);
  expect(
    count("SELECT count(*) FROM submission WHERE form_id = 'household' AND submitted_day < '2025-08-01'"),
  ).toBeGreaterThan(0);
  db.close();
  expect(server.requests.some(({ path }) => /child_health.*\.(jpg|png)/.test(path))).toBe(false);
});
