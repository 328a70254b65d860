// Covers app/forms/choose-forms.ts, app/forms/form-details.ts, app/forms/form-rows.ts, app/forms/forms-overview.ts,
// app/forms/key-states.ts.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import { folderSource } from '../../core/source/folder/folder.ts';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { HeldKeys } from '../keys/held-keys.ts';
import { ServerSecrets } from '../sources/server-secrets.ts';
import { chooseForms, setPullSettings } from './choose-forms.ts';
import { type CountingContext, CountSources } from './count-sources.ts';
import { formDetails } from './form-details.ts';
import { formsOverview } from './forms-overview.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

/** A workspace with two folders: one of the sample project, one that is gone. */
function begin() {
  const workspace = spaces.open();
  const path = writeBriefcaseStorage(sampleProject(9), mkdtempSync(join(spaces.root, 'sample-')));
  workspace.servers.add({ name: 'Sample', kind: 'folder', settings: { path } });
  workspace.servers.add({ name: 'Gone', kind: 'folder', settings: { path: join(path, 'gone') } });
  const context = {
    workspace,
    clock: systemClock,
    keys: new HeldKeys(() => undefined),
    secrets: new ServerSecrets(),
    keychain: null,
    settings: () => ({ repeat: 'never', keepEncrypted: 'until-readable' }) as const,
  } satisfies CountingContext;
  const connected: string[] = [];
  const counts = new CountSources(context, (name) => {
    connected.push(name);
    if (name === 'Gone') return Promise.reject(new Problem('source.folder_unknown', { folder: name }));
    return Promise.resolve(folderSource({ folder: path }));
  });
  return { workspace, context, counts, connected };
}

test('requests at the same time read a source once, and a later request reads it again', async () => {
  const { context, counts, connected } = begin();
  await Promise.all([counts.count('Sample'), counts.count('Sample')]);
  expect(connected).toEqual(['Sample']);
  const { forms } = formsOverview(context);
  expect(forms.map(({ counts: { onServer } }) => onServer ?? 0).reduce((sum, count) => sum + count)).toBe(9);
  expect(forms.every(({ counts: { here } }) => here === 0)).toBe(true);
  await counts.count('Sample');
  expect(connected).toEqual(['Sample', 'Sample']);
});

test('for one source the problem is thrown; for all sources it is kept with its source, and the others are counted', async () => {
  const { context, counts } = begin();
  await expect(counts.count('Gone')).rejects.toMatchObject({ code: 'source.folder_unknown' });
  await counts.count(null);
  const { sources, forms } = formsOverview(context);
  expect(sources).toMatchObject([
    { name: 'Gone', notReached: { problem: { code: 'source.folder_unknown' } } },
    { name: 'Sample', notReached: null },
  ]);
  expect(new Set(forms.map(({ source }) => source))).toEqual(new Set(['Sample']));
});

test('the key of a form is missing, locked, or unlocked', async () => {
  const { workspace, context, counts } = begin();
  await counts.count('Sample');
  const keys = () => formsOverview(context).forms.map((form) => form.key);
  const before = keys();
  const ours = before.findIndex(({ kind }) => kind === 'none');
  const asked = before[ours];
  const fingerprint = asked !== undefined && 'fingerprint' in asked ? (asked.fingerprint ?? '') : '';
  expect(asked).toEqual({ kind: 'none', fingerprint, isTried: false });
  workspace.privateKeys.put({ fingerprint, name: 'field', bits: 2048, sealedPem: '' }, '2026-01-01');
  expect(keys()[ours]).toEqual({ kind: 'locked', name: 'field', fingerprint });
  const key = { ...testKey('sample-project/keys/TEST-key-2023.pem'), fingerprint };
  context.keys.hold({ key, name: 'field', file: null, format: null });
  expect(keys()[ours]).toEqual({ kind: 'open', name: 'field', fingerprint });
});

test('the choice and the pull settings of a form are kept; an unknown form is refused', async () => {
  const { workspace, context, counts } = begin();
  await counts.count('Sample');
  const [row] = formsOverview(context).forms;
  if (row === undefined) throw new Error('the sample project has forms');
  const form = { source: row.source, formId: row.formId };
  const { settings, versions, lastPulls } = formDetails(context, form);
  expect(lastPulls).toEqual([]);
  expect(versions.map(({ version }) => version)).toEqual(row.versions);
  setPullSettings(workspace, form, { ...settings, media: false });
  chooseForms(workspace, [form], !row.isChosen);
  const after = formDetails(context, form);
  expect(after.settings).toEqual({ ...settings, media: false });
  expect(after.row.isChosen).toBe(!row.isChosen);

  const unknown = { ...form, formId: 'none' };
  const refused = expect.objectContaining({ code: 'engine.form_unknown' });
  expect(() => formDetails(context, unknown)).toThrow(refused);
  expect(() => setPullSettings(workspace, unknown, settings)).toThrow(refused);
});
