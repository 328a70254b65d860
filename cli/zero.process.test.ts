// Covers cli/commands/pull.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { editedData, editedForm } from '../fixtures/servers/edited-data.ts';
import { user } from '../fixtures/servers/kinds.ts';
import type { KoboRight } from '../fixtures/servers/kobo-accounts.ts';
import { startKoboServer } from '../fixtures/servers/kobo-server.ts';
import type { SampleData } from '../fixtures/servers/sample-data.ts';
import { attache, attacheJson } from './testing/attache.ts';

/* A pull of nothing tells why, in words and by its exit code. */
const root = mkdtempSync(join(tmpdir(), 'attache-zero-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const secrets = { SAMPLE_PASSWORD: user.password };

const versions = ['1', '2', '3', '4'].map((id) => ({ id, name: id }));

/** One form with submissions, and two forms with the same title and no submissions. */
function threeForms(): SampleData {
  const data = editedData(versions);
  const [form] = data.forms;
  if (form === undefined) throw new Error('no form');
  const xml = form.xml.replaceAll(`"${editedForm}"`, '"quiet"');
  const quiet = { ...form, formId: 'quiet', name: 'Quiet survey', xml };
  const still = { ...quiet, formId: 'still', xml: xml.replaceAll('"quiet"', '"still"') };
  return {
    forms: [form, quiet, still],
    submissions: (formId) => (formId === editedForm ? data.submissions(formId) : []),
  };
}

test('a pull of nothing: mistyped, empty, not shown any more, refused, nothing at all', async () => {
  let rights: Readonly<Record<string, KoboRight>> = {};
  const server = await startKoboServer({
    data: threeForms(),
    users: [user],
    rights: (_, uid) => rights[uid] ?? 'view',
  });
  const workspace = mkdtempSync(join(root, 'workspace-'));
  const words = (...args: string[]) => attache(['--workspace', workspace, ...args], secrets);
  const pull = async (...args: string[]) => {
    const { code, out, err } = await words('pull', '--server', 's', ...args);
    return { code, text: `${out.toString()}${err}` };
  };
  try {
    const login = ['--user', user.name, '--password-env', 'SAMPLE_PASSWORD', '--ca-file', server.caFile];
    await words('servers', 'add', 's', '--kind', 'kobo', '--url', server.url, ...login);

    for (const [asked, meant] of [
      ['EDITED', 'Use the ID of the form: edited.'],
      ['quiet SURVEY', 'Use the ID of the form: quiet, still.'],
      ['nothing like it', 'Use the ID of a form that is there: edited, quiet, still.'],
    ] as const) {
      const told = await pull('--form', asked);
      expect([told.code, told.text]).toEqual([2, expect.stringContaining(meant)]);
    }

    const first = await pull();
    expect([first.code, first.text]).toEqual([
      0,
      expect.stringContaining(
        'Empty       2 forms without submissions on the server: Quiet survey (quiet), Quiet survey (still)\n',
      ),
    ]);
    const empty = await pull('--form', 'quiet');
    expect([empty.code, empty.text]).toEqual([0, expect.stringMatching(/Listed {6}0 [\s\S]*Empty/)]);

    rights = { edited: 'form' };
    const refused = await pull();
    expect([refused.code, refused.text]).toEqual([
      3,
      expect.stringContaining('shows the form Edited, but does not let this account read its submissions.'),
    ]);
    expect((await pull('--form', 'edited')).code).toBe(5);

    rights = { edited: 'none' };
    for (const args of [[], ['--form', 'edited']]) {
      const gone = await pull(...args);
      expect([gone.code, gone.text]).toEqual([
        3,
        expect.stringContaining('Not shown   1 form no longer shown to this account: Edited (edited)'),
      ]);
      expect(gone.text).toContain('Not listed  4 no longer listed for this account');
    }
    const { json: forms } = await attacheJson(['--workspace', workspace, 'forms']);
    expect(forms).toMatchObject([
      { formId: 'edited', noLongerShown: true, counts: { deletedOnServer: 0, noLongerListed: 4 } },
      { formId: 'quiet', noLongerShown: false },
      { formId: 'still', noLongerShown: false },
    ]);
    expect((await words('problems')).out.toString()).toContain('s no longer shows the form Edited');

    rights = { edited: 'none', quiet: 'none', still: 'none' };
    const nothing = await pull();
    expect([nothing.code, nothing.text]).toEqual([5, expect.stringContaining('shows this account no form')]);
  } finally {
    await server.close();
  }
});
