// Covers app/problems/tried-groups.ts.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DataReader } from '../../core/data/data-reader.ts';
import { systemClock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { TriedAgain } from '../../core/model/problem-group.ts';
import type { Source } from '../../core/source/source.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { pullRuns, serverSource } from '../../fixtures/pull-runs.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { HeldKeys } from '../keys/held-keys.ts';
import type { GroupReader } from './group-reader.ts';
import { listGroups } from './list-groups.ts';
import { retryGroup } from './retry-group.ts';
import { TriedGroups, type TryingAgain } from './tried-groups.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

/** Six submissions with photos. */
const MEDIA = join(caseFolder('g08-media'), 'briefcase');

/** A server that refuses the first of its submissions. */
function refusingOne(): Source {
  const source = serverSource(MEDIA);
  let refused: string | null = null;
  return serverSource(MEDIA, {
    fetchSubmission: (ref, form, staging, signal) => {
      refused ??= ref.locator;
      if (ref.locator === refused)
        throw new Problem('net.forbidden', { host: 's.example', file: 'submission.xml' });
      return source.fetchSubmission(ref, form, staging, signal);
    },
  });
}

test('a group is fetched again, and its end says how many are left', async () => {
  const workspace = spaces.open();
  const runs = pullRuns(workspace);
  await runs.add('s', refusingOne);
  expect((await runs.run({})).totals).toMatchObject({ toFetch: 6, stored: 5, notStored: 1 });

  const data = new DataReader(workspace.folder, workspace.keys);
  const reader: GroupReader = {
    all: async (formId) => data.groups.all(formId),
    members: async (group, offset, limit) => data.groups.members(group, offset, limit),
    totals: async () => data.groups.totals(),
  };
  const ends: (readonly [TriedAgain, TryingAgain])[] = [];
  const tried = new TriedGroups(workspace, systemClock, (one, of) => ends.push([one, of]));
  const keys = new HeldKeys(() => undefined);
  const { groups } = await listGroups({ workspace, keys }, reader, null);
  const group = groups.find(({ problem }) => problem.code === 'net.forbidden');
  if (group === undefined) throw new Error('no such group');
  expect(group.count).toBe(1);

  const again = async (): Promise<void> => {
    await retryGroup(workspace, reader, runs.runner, tried, group.id);
    expect(tried.trying).toBe(group.id);
    await runs.runner.ended();
    await expect.poll(() => tried.trying).toBeNull();
  };
  runs.change('s', async () => refusingOne());
  await again();
  expect(ends.at(-1)?.[0]).toMatchObject({ groupId: group.id, all: 1, left: 1, isStopped: false });

  runs.change('s', async () => serverSource(MEDIA));
  await again();
  expect(ends.at(-1)?.[0]).toMatchObject({ groupId: group.id, all: 1, left: 0, problem: null });
  expect(ends.at(-1)?.[1].problem.code).toBe('net.forbidden');
  expect(tried.all()).toHaveLength(1);
  expect(workspace.submissionCounts.hereOnce().here).toBe(6);
  await expect(retryGroup(workspace, reader, runs.runner, tried, group.id)).rejects.toMatchObject({
    code: 'engine.nothing_to_retry',
  });
  data.close();
});
