// Covers app/keys/asked-key.ts, core/export/write-whole.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataReader } from '../../core/data/data-reader.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { GroupMember } from '../../core/store/problem-groups.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { HeldKeys } from '../keys/held-keys.ts';
import { sealInWorkspace } from '../keys/seal-in-workspace.ts';
import { groupId, parseGroupId } from './group-id.ts';
import { type GroupReader, groupNow, membersOf } from './group-reader.ts';
import { type ListedGroup, listGroups } from './list-groups.ts';
import { writeGroup } from './write-group.ts';

const spaces = new TestWorkspaces();
const old = testKey('sample-project/keys/TEST-key-2023.pem');
const current = testKey(
  'sample-project/keys/TEST-key-2025.pem',
  'sample-project/keys/TEST-key-2025.passphrase.txt',
);
const held = new HeldKeys(() => undefined);
let workspace: Workspace;
let data: DataReader;
let reader: GroupReader;

beforeAll(async () => {
  held.hold({ key: old, name: 'old', file: null, format: null });
  workspace = spaces.open();
  await spaces.fill(workspace, held.unlocked(), 100);
  data = new DataReader(workspace.folder, workspace.keys);
  reader = {
    all: async (formId) => data.groups.all(formId),
    members: async (group, offset, limit) => data.groups.members(group, offset, limit),
    totals: async () => data.groups.totals(),
  };
});
afterAll(() => {
  data.close();
  spaces.close();
});

const groupsNow = async (formId: string | null = null): Promise<readonly ListedGroup[]> =>
  (await listGroups({ workspace, keys: held }, reader, formId)).groups;

test('each submission with a problem is in one group, and the groups add up', async () => {
  const { groups, ...counts } = await listGroups({ workspace, keys: held }, reader, null);
  const sum = groups.reduce((all, { count }) => all + count, 0);
  expect(counts.submissions).toBe(counts.notReadable + counts.notStored + counts.warnings);
  expect(sum).toBe(counts.submissions);
  expect(counts.here).toBe(sampleProject(100).all.length);
  for (const { id, count } of groups) {
    const members: GroupMember[] = [];
    for await (const member of membersOf(reader, id)) members.push(member);
    expect(members).toHaveLength(count);
    expect(new Set(members.map((one) => one.id)).size).toBe(count);
  }
  expect((await groupsNow('household')).every(({ form }) => form.formId === 'household')).toBe(true);
});

test('only readable submissions can be shown, because only they have rows', async () => {
  const groups = await groupsNow();
  expect(groups.some(({ bucket }) => bucket === 'not-readable')).toBe(true);
  for (const { bucket, action } of groups) if (bucket !== 'warning') expect(action).not.toBe('show');
});

test('a submission that waits names its key: unknown, locked with its name, or none', async () => {
  const asking = async () =>
    (await groupsNow('facility')).find(({ asksFor }) => asksFor?.fingerprint === current.fingerprint);
  expect(await asking()).toMatchObject({
    problem: { code: 'key.none_fits' },
    asksFor: { state: 'unknown', name: null },
    action: 'add-key',
    keysTried: 1,
    folder: null,
  });
  const beside = { name: 'survey 2025', file: null, format: null };
  await sealInWorkspace(workspace, current, new Secret('TEST'), beside, '2026-01-01T00:00:00.000Z');
  expect(await asking()).toMatchObject({
    problem: { code: 'key.locked', params: { name: 'survey 2025' } },
    asksFor: { state: 'locked', name: 'survey 2025' },
    action: 'unlock',
    code: 'key.none_fits',
  });
});

test('a group is found again by its ID, and an invalid ID is refused', async () => {
  const [group] = await reader.all(null);
  if (group === undefined) throw new Error('no group');
  const id = groupId(group);
  expect(await groupNow(reader, id)).toEqual(group);
  expect(parseGroupId(id)).toMatchObject({ bucket: group.bucket, code: group.problem.code });
  expect(await groupNow(reader, JSON.stringify(['warning', 's', 'f', 'no.code', '']))).toBeUndefined();
  for (const bad of [
    '',
    'x',
    '[]',
    '["all","s","f","c",""]',
    '["warning","s","f","c",1]',
    '{"0":"warning"}',
  ]) {
    expect(() => parseGroupId(bad)).toThrow(expect.objectContaining({ code: 'engine.request_invalid' }));
  }
});

test('the list of a group is CSV with a row for each submission, and no answers', async () => {
  const group = (await groupsNow()).find(({ bucket, count }) => bucket === 'not-readable' && count > 1);
  if (group === undefined) throw new Error('no group');
  const path = join(spaces.root, 'list.csv');
  expect(await writeGroup(reader, group.id, path)).toBe(group.count);
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  expect(rows).toHaveLength(group.count);
  expect(Object.keys(rows[0] ?? {})).toEqual([
    ...['instance_id', 'form_id', 'form_version', 'server', 'received', 'device'],
    ...['files_here', 'files_expected', 'problem'],
  ]);
  for (const row of rows) expect(row).toMatchObject({ form_id: group.form.formId, problem: group.code });
});
