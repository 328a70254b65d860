// Covers electron/engine/pull-views.ts.
import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { PullCounts, PullStatus } from '../ipc/pull.ts';
import { oldKey, PullEngines } from './testing/pull-engine.ts';

const engines = new PullEngines();
afterAll(() => engines.close());

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
  const engine = engines.start({ keys: [oldKey()] });
  engine.addServer('project', await engines.server({ data: sampleProject(120) }));
  const counted = await engine.ask['forms.refresh']({ source: null });
  expect(counted.forms.map(({ counts }) => counts.here)).toEqual([0, 0, 0]);
  const listed = counted.forms.reduce((sum, { counts }) => sum + (counts.onServer ?? 0), 0);
  expect(listed).toBe(120);
  const forms = counted.forms.map(({ source, formId }) => ({ source, formId }));
  await engine.ask['forms.choose']({ forms, isChosen: true });
  const { pullId } = await engine.ask['pull.start']({ forms: null, full: false });
  await engine.runner.ended();
  const { pull, unfinished } = await engine.ask['pull.status']({});
  expect(unfinished).toBeNull();
  expect(pull).toMatchObject({ pullId, state: 'ended', outcome: 'problems' });
  if (pull === null) throw new Error('there is a pull');
  expectStatusLaws(pull);
  expect(pull.totals).toMatchObject({ listed: 120, toFetch: 120, waiting: 0 });
  expect(pull.forms.map(({ hasNoKey }) => hasNoKey)).toEqual([true, true, true]);
  const statuses = engine.context.events.flatMap((event) => (event.type === 'pull' ? [event.pull] : []));
  for (const status of statuses) expectStatusLaws(status);
  expect(statuses.map(({ sequence }) => sequence)).toEqual(
    statuses.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
  );
});
