import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { PullCounts, PullStatus } from '../ipc/pull.ts';
import { oldKey, PullRooms } from './testing/pull-room.ts';

const rooms = new PullRooms();
afterAll(() => rooms.close());

function expectLaws(counts: PullCounts): void {
  expect(counts.listed).toBe(counts.alreadyHere + counts.toFetch + (counts.leftOut ?? 0));
  expect(counts.toFetch).toBe(counts.stored + counts.waiting + counts.notStored);
  expect(counts.stored).toBe(counts.readable + counts.notReadable);
}

function expectStatusLaws(status: PullStatus): void {
  for (const form of status.forms) expectLaws(form.counts);
  expectLaws(status.totals);
}

test('counts are read without fetching, then pulled form by form', async () => {
  const room = rooms.room({ keys: [oldKey()] });
  room.addServer('project', await rooms.server({ data: sampleProject(120) }));
  const counted = await room.ask['forms.refresh']({ source: null });
  expect(counted.forms.map(({ counts }) => counts.here)).toEqual([0, 0, 0]);
  const listed = counted.forms.reduce((sum, { counts }) => sum + (counts.onServer ?? 0), 0);
  expect(listed).toBe(120);
  const forms = counted.forms.map(({ source, formId }) => ({ source, formId }));
  await room.ask['forms.choose']({ forms, isChosen: true });
  const { pullId } = await room.ask['pull.start']({ forms: null, full: false });
  await room.runner.ended();
  const { pull, unfinished } = await room.ask['pull.status']({});
  expect(unfinished).toBeNull();
  expect(pull).toMatchObject({ pullId, state: 'ended', outcome: 'problems' });
  if (pull === null) throw new Error('there is a pull');
  expectStatusLaws(pull);
  expect(pull.totals).toMatchObject({ listed: 120, toFetch: 120, waiting: 0 });
  expect(pull.forms.map(({ hasNoKey }) => hasNoKey)).toEqual([true, true, true]);
  const statuses = room.context.events.flatMap((event) => (event.type === 'pull' ? [event.pull] : []));
  for (const status of statuses) expectStatusLaws(status);
  expect(statuses.map(({ sequence }) => sequence)).toEqual(
    statuses.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
  );
});
