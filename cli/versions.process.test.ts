// Covers core/store/versions.ts.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writtenIn } from '../core/export/testing/written-files.ts';
import {
  editedForm,
  editedFormXml,
  type SampleVersion,
  versionXml,
} from '../fixtures/servers/edited-data.ts';
import { attache, attacheJson } from './testing/attache.ts';

/*
 * An edited submission on the command line: one row, its other versions when the user asks for them, and
 * never two rows in a file.
 */
const root = mkdtempSync(join(tmpdir(), 'attache-cli-versions-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const workspace = ['--workspace', join(root, 'workspace')];

async function importVersions(name: string, versions: readonly SampleVersion[], code = 0): Promise<void> {
  const folder = join(root, name, 'ODK Briefcase Storage', 'forms', 'Edited');
  for (const version of versions) {
    const instance = join(folder, 'instances', `uuid${version.id}`);
    mkdirSync(instance, { recursive: true });
    writeFileSync(join(instance, 'submission.xml'), versionXml(version));
  }
  writeFileSync(join(folder, 'Edited.xml'), editedFormXml());
  expect((await attache(['import', join(root, name), ...workspace])).code).toBe(code);
}

/**
 * Exports into a folder. Returns the exit code, the report or the error, and the keys of the rows in the
 * file.
 */
async function exported(...flags: readonly string[]) {
  const out = join(root, 'out');
  const { code, json } = await attacheJson([
    'export',
    '--form',
    editedForm,
    '--out',
    out,
    ...flags,
    ...workspace,
  ]);
  const text = readFileSync(join(out, writtenIn(out)[0] ?? ''), 'utf8');
  const [header = '', ...lines] = text.trimEnd().split('\n');
  return { code, json, header, keys: lines.map((line) => line.split(',')[0]).sort() };
}

test('one row, all versions when the user asks for them, and never two rows in a file', async () => {
  await importVersions('first', [
    { id: 'a', name: 'Ada' },
    { id: 'x', name: 'Xenia' },
  ]);
  expect(await exported('--new-only')).toMatchObject({ code: 0, keys: ['uuid:a', 'uuid:x'] });
  await importVersions('first', [
    { id: 'b', name: 'Ada B.', replaces: 'a' },
    { id: 'y', name: 'Yves' },
  ]);
  const { json } = await attacheJson(['submissions', '--all-versions', ...workspace]);
  expect(
    (json as { instanceId: string; isCurrent: boolean; onServer: null }[]).map(
      ({ instanceId, isCurrent, onServer }) => `${instanceId} ${isCurrent} ${onServer}`,
    ),
  ).toEqual(['uuid:a false null', 'uuid:x true null', 'uuid:b true null', 'uuid:y true null']);
  const refused = await exported('--new-only');
  expect(refused).toMatchObject({ code: 9, json: { error: { code: 'export.edited_since' } } });
  expect(refused.keys).toEqual(['uuid:a', 'uuid:x']);
  const whole = await exported('--overwrite', '--without-deleted');
  expect(whole.keys).toEqual(['uuid:b', 'uuid:x', 'uuid:y']);
  expect(whole.json).toMatchObject({ deletedLeftOut: 0, notes: [] });
  const again = await exported('--append');
  expect(again).toMatchObject({ code: 0, keys: whole.keys, json: { submissions: 0, rows: 0 } });
  expect(again.json).toMatchObject({ notes: [{ code: 'export.rows_there' }] });
  const all = await exported('--all-versions', '--overwrite');
  expect(all.keys).toEqual(['uuid:a', 'uuid:b', 'uuid:x', 'uuid:y']);
  expect(all.header).toContain('is_current');
});

test('a file that has one content of a conflict gets the other one added, once', async () => {
  const [first, second] = ['one', 'other'].map((name) => ({ id: 'k', name }));
  if (first === undefined || second === undefined) throw new Error('two');
  await importVersions('conflict-1', [first]);
  for (const profile of ['tidy', 'briefcase'])
    await exported('--new-only', '--profile', profile, '--file', profile);
  await importVersions('conflict-2', [second], 3);
  for (const profile of ['tidy', 'briefcase']) {
    const flags = ['--profile', profile, '--file', profile];
    expect((await exported('--new-only', ...flags)).json).toMatchObject({ rows: 1 });
    expect((await exported('--append', ...flags)).code).toBe(0);
    const text = readFileSync(join(root, 'out', `${profile}.csv`), 'utf8');
    expect([text.match(/\bone\b/g), text.match(/\bother\b/g)]).toEqual([['one'], ['other']]);
  }
});
