import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writtenIn } from '../../core/export/testing/written-files.ts';
import { systemClock } from '../../core/ground/clock.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { exportAllForms, type FormExported, formFolders } from './all-forms.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

test('each form has a folder of its own, and one that cannot be exported does not stop the others', async () => {
  const workspace = spaces.open();
  await spaces.fill(workspace, [testKey('sample-project/keys/TEST-key-2023.pem')], 60);
  const formIds = [...new Set(sampleProject(60).all.map(({ formId }) => formId))].sort();
  expect(formIds.length).toBeGreaterThan(2);
  const [blocked = ''] = formIds;
  const folder = join(spaces.root, 'all');
  mkdirSync(folder);
  writeFileSync(join(folder, blocked), 'a file in the place of a folder');
  const forms: FormExported[] = [];
  const asked = { format: 'sqlite', chosen: {}, folder, existing: 'own', excludeMedia: true } as const;
  const signal = new AbortController().signal;
  await exportAllForms({ workspace, clock: systemClock }, asked, signal, (form) => forms.push(form));
  expect(forms.map(({ formId }) => formId)).toEqual(formIds);
  expect(forms[0]).toMatchObject({ problem: { code: 'export.folder_unusable' } });
  for (const form of forms.slice(1)) {
    expect(form).toMatchObject({
      folder: join(folder, form.formId),
      report: { unopened: expect.anything() },
    });
    expect(writtenIn(form.folder)).toEqual([expect.stringMatching(/\.sqlite$/)]);
  }
  // A form that is refused leaves nothing, not even the folder that was made for it.
  const maps = join(spaces.root, 'maps');
  const refused: FormExported[] = [];
  const located = { ...asked, format: 'geopackage', folder: maps } as const;
  await exportAllForms({ workspace, clock: systemClock }, located, signal, (form) => refused.push(form));
  expect(refused.some((form) => 'problem' in form)).toBe(true);
  expect(readdirSync(maps).sort()).toEqual(
    refused.flatMap((form) => ('report' in form ? [basename(form.folder)] : [])).sort(),
  );
  const counts = workspace.submissionCounts.byForm().slice(1);
  expect(forms.slice(1).map((form) => ('report' in form ? form.report.submissions : -1))).toEqual(
    counts.map(({ readable }) => readable),
  );
});

test('a stopped export of all forms ends with the reason', async () => {
  const workspace = spaces.open();
  await spaces.fill(workspace, [], 5);
  const abort = new AbortController();
  abort.abort(new Error('stopped'));
  const asked = { format: 'tidy', chosen: {}, folder: join(spaces.root, 'none'), existing: 'own' } as const;
  await expect(
    exportAllForms({ workspace, clock: systemClock }, asked, abort.signal, () => {}),
  ).rejects.toThrow('stopped');
});

test('form IDs that file systems refuse, or do not tell apart, still have a folder each', () => {
  const names = [...formFolders(['a', 'A', 'a/b', '..', 'CON', 'a-2']).values()];
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(6);
  for (const name of names) expect(name).not.toMatch(/[/\\]|^\.+$|^CON$/i);
  expect(names[0]).toBe('a');
});
