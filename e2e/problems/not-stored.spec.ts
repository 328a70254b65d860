// Covers renderer/screens/problems/unfetched.tsx.
import { asked } from '../asked.ts';
import { expect } from '../electron.ts';
import { test } from '../sample-server.ts';
import { addKey, addServer, pullEnded } from '../steps.ts';

test('what could not be fetched can be looked at, and trying again while its server is away is no success', async ({
  app,
  window,
  serve,
}) => {
  const server = await serve({
    count: 12,
    faults: [{ kind: 'status', status: 404, at: /downloadSubmission.*household/, times: 2 }],
  });
  await addServer(app, window, server);
  await addKey(app, window);
  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);

  await window.keyboard.press('Control+4');
  await window.getByRole('button', { name: '2 not stored' }).click();
  await window.getByRole('grid', { name: 'Submissions' }).locator('tbody tr').first().click();
  const dialog = window.getByRole('dialog', { name: 'This submission was not downloaded' });
  await expect(dialog.locator('dl')).toContainText('Household listing');
  await dialog.getByRole('button', { name: 'Close' }).click();

  await server.close();
  await window.getByRole('button', { name: 'Retry 2' }).click();
  const result = window.locator('.cause-result');
  await expect(result).toContainText(/Tried at \d\d:\d\d: Attaché could not reach the server\./);
  await expect(window.getByRole('button', { name: '2 not stored' })).toBeVisible();
});
