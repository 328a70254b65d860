// Covers renderer/screens/pull/twin-places.tsx.
import { type OnaData, readRecordedOna } from '../../fixtures/servers/ona-data.ts';
import { startOnaServer } from '../../fixtures/servers/ona-server.ts';
import { expectAccessible } from '../accessible.ts';
import { asked } from '../asked.ts';
import { expect } from '../electron.ts';
import { test } from '../sample-server.ts';
import { pullEnded, trust } from '../steps.ts';

/* Two forms of one ID on one Ona: the report leads to each, and then says that both fill one form. */
const recorded = readRecordedOna();
// Of these two the recording has no answers.
const data: OnaData = {
  ...recorded,
  submissions: recorded.submissions.map((one) =>
    one.form === 78 || one.form === 79 ? { ...one, download: answersOf(one) } : one,
  ),
};

function answersOf({ form, uuid }: OnaData['submissions'][number]): string {
  const id = `uuid:${uuid}`;
  const meta = `<meta xmlns="http://openrosa.org/xforms"><instanceID>${id}</instanceID></meta>`;
  return `<submission xmlns="http://opendatakit.org/submissions"><data><data xmlns="" id="twin_id" version="1" instanceID="${id}" submissionDate="2026-11-29T19:00:00Z"><q>${form}</q>${meta}</data></data></submission>`;
}

test('the report offers the projects, and what they fill together names its source', async ({
  app,
  window,
}) => {
  const server = await startOnaServer({ data });
  try {
    await trust(app, window, server);
    const token = data.accounts.find(({ name }) => name === 'nadia')?.token ?? null;
    await asked(window, 'servers.add', {
      kind: 'ona',
      name: 'study',
      address: server.url,
      login: { kind: 'token', token },
      remember: false,
    });
    await asked(window, 'forms.refresh', { source: 'study' });
    const twin = { source: 'study', formId: 'twin_id' };
    await asked(window, 'forms.choose', { forms: [twin], isChosen: true });
    await asked(window, 'pull.start', { forms: [twin], full: false });
    await pullEnded(window);
    await window.keyboard.press('Control+2');
    const button = (name: string) => window.getByRole('button', { name: `Add ${name} and pull` });
    await expect(button('Rec2')).toBeVisible();
    await expectAccessible(window);
    await button('Rec2').click();
    await expect.poll(async () => (await asked(window, 'pull.history', {})).length).toBe(2);
    await expect(window.getByText('Same id, project Rec2', { exact: true }).first()).toBeVisible();
    // The list that has both is left alone from now on.
    const { forms } = await asked(window, 'forms.list', {});
    const chosen = forms.filter(({ isChosen, formId }) => isChosen && formId === 'twin_id');
    expect(chosen.map(({ source }) => source)).toEqual(['study: Rec2']);

    const { name } = await asked(window, 'servers.addPlace', {
      source: 'study',
      address: `${new URL(server.url).origin}/projects/6`,
      name: 'Rec',
    });
    await asked(window, 'forms.refresh', { source: name });
    await asked(window, 'pull.start', { forms: [{ source: name, formId: 'twin_id' }], full: false });
    await pullEnded(window);
    await window.keyboard.press('Control+2');
    await expect(window.getByText('Submissions of twin_id also come from study: Rec2.')).toBeVisible();
    await expectAccessible(window);

    await window.keyboard.press('Control+3');
    const source = window.getByRole('columnheader', { name: 'Source' });
    await expect(source).toBeVisible();
    await expect(window.getByRole('gridcell', { name: 'study: Rec', exact: true })).toBeVisible();
    await window.keyboard.press('Control+5');
    await window.getByRole('button', { name: /Source/ }).click();
    await window.getByRole('option', { name: 'study: Rec2' }).click();
    await expect(window.getByRole('button', { name: '1 filtered out' })).toBeVisible();
  } finally {
    await server.close();
  }
});
