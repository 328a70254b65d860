import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DataReader } from '../../core/data/data-reader.ts';
import { VERSION } from '../../core/ground/version.ts';
import { parseForm } from '../../core/xform/parse-form.ts';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { hasPublicHome, publicHome } from './public-home.ts';
import { supportReport } from './support-report.ts';

test('the report has the version and the counts, but no names of persons or places', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'attache-support-'));
  const workspace = testWorkspace(folder);
  const form = Buffer.from(tinyForm('household_amina', 'survey', null));
  workspace.forms.put(form, parseForm(form, 'form.xml'), null, { id: 1, at: '2026-11-29' });
  workspace.servers.add({
    name: 'ministry',
    kind: 'ona',
    settings: {
      url: 'https://ona.example.org/amina',
      login: { kind: 'token', tokenEnv: 'MINISTRY_TOKEN' },
      caFile: null,
      proxy: null,
    },
  });
  const reader = new DataReader(folder, workspace.keys);
  onTestFinished(() => {
    reader.close();
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const groups = { all: async () => reader.groups.all(null), totals: async () => reader.groups.totals() };
  const text = await supportReport({ workspace, groups, keysOpen: 2, now: new Date('2026-11-30T04:05:06Z') });
  const [first, ...lines] = text.split('\n');
  expect(first).toBe(`Attaché ${VERSION}, support report`);
  expect(lines).toContain('made 2026-11-30T04:05Z');
  expect(lines).toContain('forms 1, keys kept 0, keys open 2');
  expect(lines).toContain('sources 1 ona');
  expect(text).not.toMatch(/amina|ministry|TOKEN|example\.org|survey|attache-support-/);
  // An address that leads nowhere is not given out.
  expect(text.includes(publicHome.issues)).toBe(hasPublicHome);
  expect(text).not.toContain('.invalid');
});
