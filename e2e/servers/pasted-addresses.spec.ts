// Covers renderer/screens/servers/server-form.tsx.
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { startKoboServer } from '../../fixtures/servers/kobo-server.ts';
import { startOpenRosaServer } from '../../fixtures/servers/openrosa-server.ts';
import { asked } from '../asked.ts';
import { expect } from '../electron.ts';
import { account, newKey, oldKey, test } from '../sample-server.ts';
import { addKey, pullEnded, trust } from '../steps.ts';

/*
 * Each kind of server as its user meets it: the address as it stands in the browser, pasted into the field. The page of a
 * form means that form. Central's is in central.spec.ts.
 */
const data = sampleProject(12);
const authentication = { users: [account], offers: ['digest-md5'] } as const;

const servers = [
  {
    kind: 'Ona',
    secret: 'token',
    start: () => startOpenRosaServer({ data, authentication, prefix: `/${account.name}`, native: {} }),
    pasted: (origin: string) => `${origin}/${account.name}/12/4711/#/submissions`,
    forms: 1,
  },
  {
    kind: 'KoboToolbox',
    secret: 'password',
    start: () => startKoboServer({ data, users: [account] }),
    pasted: (origin: string) => `${origin}/#/forms/household/summary`,
    forms: 1,
  },
  {
    kind: 'ODK Aggregate',
    secret: 'password',
    start: () => startOpenRosaServer({ data, authentication, flavour: 'aggregate' }),
    pasted: (origin: string) => `${origin}/Aggregate.html#submissions/filter///`,
    forms: 3,
  },
] as const;

for (const { kind, secret, start, pasted, forms: count } of servers) {
  test(`${kind}, from the address in the browser to readable submissions`, async ({ app, window }) => {
    const server = await start();
    try {
      await trust(app, window, server);
      await window.keyboard.press('Control+7');
      await window.getByRole('button', { name: 'Add a server…' }).first().click();
      await window.getByRole('textbox', { name: 'Address' }).fill(`  ${pasted(server.origin)}`);
      if (secret === 'token') {
        await window.getByRole('button', { name: /Sign in/ }).click();
        await window.getByRole('option', { name: 'Token' }).click();
        await window.getByRole('textbox', { name: 'Token' }).fill(account.token);
      } else {
        await window.getByRole('textbox', { name: 'Account' }).fill(account.name);
        await window.getByRole('textbox', { name: 'Password' }).fill(account.password);
      }
      await window.getByRole('button', { name: 'Test', exact: true }).click();
      await expect(window.locator('.servers-test')).toContainText(
        `Can view ${count} ${count === 1 ? 'form' : 'forms'} and their submissions`,
      );
      // Told by the address, or found out by the test.
      await expect(window.getByRole('button', { name: /Kind/ })).toHaveText(kind);
      await window.getByRole('button', { name: 'Add server', exact: true }).click();
      await expect(window.getByRole('row', { name: new RegExp(kind) })).toBeVisible();

      await addKey(app, window, newKey);
      await addKey(app, window, oldKey);
      await window.keyboard.press('Control+1');
      for (const { title } of (await asked(window, 'forms.list', {})).forms) {
        await expect(window.getByRole('row', { name: new RegExp(title) })).toBeVisible();
      }
      const { forms } = await asked(window, 'forms.list', {});
      await asked(window, 'forms.choose', {
        forms: forms.map(({ source, formId }) => ({ source, formId })),
        isChosen: true,
      });
      await window.keyboard.press('Control+2');
      await window.getByRole('button', { name: `Pull ${count} ${count === 1 ? 'form' : 'forms'}` }).click();
      await pullEnded(window);
      const after = (await asked(window, 'forms.list', {})).forms;
      expect(after).toHaveLength(count);
      const there = after.reduce((sum, { formId }) => sum + data.submissions(formId).length, 0);
      expect(after.reduce((sum, { counts }) => sum + counts.here, 0)).toBe(there);
      // The second pull asks for lists only, and comparing everything does, too.
      const before = server.requests.length;
      await window.getByRole('button', { name: 'Earlier pulls' }).click();
      await window.getByRole('button', { name: 'Compare everything' }).click();
      await pullEnded(window);
      const paths = server.requests.slice(before).map(({ path }) => path);
      expect(
        paths.filter((path) =>
          /downloadSubmission|attachment\/original|attachments\/att|format=xml/.test(path),
        ),
      ).toEqual([]);
    } finally {
      await server.close();
    }
  });
}
