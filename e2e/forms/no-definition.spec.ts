// Covers renderer/screens/forms/form-details.tsx.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editedData, editedFormXml } from '../../fixtures/servers/edited-data.ts';
import { type KoboServer, startKoboServer } from '../../fixtures/servers/kobo-server.ts';
import { asked } from '../asked.ts';
import { answerDialogs, test as base, expect } from '../electron.ts';
import { pullEnded, trust } from '../steps.ts';

/* A form whose definition no interface of its server gives this account: what is said, and how its user mends it. */
const test = base.extend<{ readonly kobo: KoboServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
  kobo: async ({}, use) => {
    const server = await startKoboServer({
      data: editedData([
        { id: '1', name: 'Ada' },
        { id: '2', name: 'Eve' },
      ]),
      users: [{ name: 'amina', password: 'TEST-password', token: 'TEST-token' }],
      viewOnly: ['edited'],
      faults: [{ kind: 'status', status: 404, at: /assets\/edited\.xml/ }],
    });
    await use(server);
    await server.close();
  },
});

test('a definition that is not given is told in the report, and chosen in the details of the form', async ({
  app,
  window,
  folder,
  kobo,
}) => {
  await trust(app, window, kobo);
  await asked(window, 'servers.add', {
    kind: 'kobo',
    name: 'Kobo',
    address: kobo.url,
    login: { kind: 'token', token: 'TEST-token' },
    remember: false,
  });
  await asked(window, 'forms.refresh', { source: 'Kobo' });
  await asked(window, 'forms.choose', { forms: [{ source: 'Kobo', formId: 'edited' }], isChosen: true });
  await asked(window, 'pull.start', { forms: null, full: false });
  await pullEnded(window);
  await window.keyboard.press('Control+2');
  const told = window.getByRole('region', { name: '1 problem with a form' });
  await expect(told).toContainText('does not send the definition of the form Edited to this account');
  await told
    .getByRole('button', { name: 'Forms' })
    .or(told.getByRole('link', { name: 'Forms' }))
    .click();
  await window.getByRole('row', { name: /Edited/ }).click();
  const details = window.getByRole('complementary', { name: 'Details' });
  const file = join(folder, 'edited.xml');
  writeFileSync(file, editedFormXml());
  await answerDialogs(app, { open: [file] });
  await details.getByRole('button', { name: 'Choose form file…' }).click();
  await expect(window.getByText(/2 submissions/)).toBeVisible();
  await expect(details.getByRole('button', { name: 'Choose form file…' })).toHaveCount(0);
});
