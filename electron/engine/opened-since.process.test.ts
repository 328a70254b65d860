// Covers electron/engine/pull.ts.
import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { PullReport } from '../ipc/pull.ts';
import { decryptWaiting } from './pull.ts';
import { chooseAll, lastPull, oldKey, type PullEngine, PullEngines, pullAll } from './testing/pull-engine.ts';

const engines = new PullEngines();
afterAll(() => engines.close());

const reportOf = async ({ ask }: PullEngine, pullId: number): Promise<PullReport> =>
  ask['pull.report']({ pullId });

function sumOf({ problems }: PullReport, bucket: string): number {
  return problems.filter((one) => one.bucket === bucket).reduce((sum, { count }) => sum + count, 0);
}

/** The laws of a report: each submission in trouble is in one cause, and the causes add up to the sums. */
function expectLaws(report: PullReport): void {
  const { counts } = report.summary;
  expect(sumOf(report, 'not-readable')).toBe(counts.notReadable);
  expect(sumOf(report, 'not-stored')).toBe(counts.notStored);
  expect(sumOf(report, 'warning')).toBe(counts.warnings);
  expect(counts.readable + counts.notReadable).toBe(counts.stored);
}

test('after a key is added the report of the last pull stays, with what was opened since', async () => {
  const faults = [{ kind: 'reset', at: /downloadSubmission.*uuid/, times: 9 }] as const;
  const engine = engines.start();
  engine.addServer('s', await engines.server({ data: sampleProject(60), faults }));
  await chooseAll(engine);
  const keyOf = async (id: string) =>
    (await engine.ask['forms.list']({})).forms.find(({ formId }) => formId === id)?.key;
  const pull = await pullAll(engine);
  // No available key decrypts any of the new submissions: all keys were tried.
  expect(await keyOf('household')).toMatchObject({ kind: 'none', isTried: true });
  const before = await reportOf(engine, pull.pullId);
  const { counts } = before.summary;
  expect(counts.notStored).toBeGreaterThan(0);
  expect(sumOf(before, 'not-readable')).toBeGreaterThan(0);
  expectLaws(before);

  engine.context.hold(oldKey());
  await decryptWaiting(engine.context, engine.runner);
  const status = await lastPull(engine);
  expect(status).toMatchObject({ pullId: pull.pullId, kind: 'pull', state: 'ended' });
  const after = await reportOf(engine, pull.pullId);
  expectLaws(after);
  const [opened] = after.opened;
  expect(opened?.submissions).toBeGreaterThan(0);
  // What was listed, new, stored and not stored is as the pull left it; what waited is readable.
  const { listed, toFetch, stored, notStored } = counts;
  expect(after.summary.counts).toMatchObject({
    ...{ listed, toFetch, stored, notStored },
    readable: counts.readable + (opened?.submissions ?? 0),
    notReadable: counts.notReadable - (opened?.submissions ?? 0),
  });
  expect(after.after).toMatchObject({ here: before.after.here, notStored: before.after.notStored });
  expect(after.after.readable).toBe(before.after.readable + (opened?.submissions ?? 0));
  expect(after.happened).toEqual(before.happened);

  const [last] = await engine.ask['pull.history']({});
  const opening = await reportOf(engine, last?.pullId ?? 0);
  expect(opening.summary.kind).toBe('open');
  expect(opening.opened).toEqual(after.opened);
  expect(opening.happened.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['opening', 'opening-ended']),
  );
});

test('a pull of which all was opened since has no problem any more', async () => {
  const data = sampleProject(60);
  const engine = engines.start();
  const only = data.all.filter(({ version, damage }) => version === '2023041201' && damage === null);
  engine.addServer(
    's',
    await engines.server({
      data: { ...data, submissions: (id) => (id === 'household' ? only.slice(0, 3) : []) },
    }),
  );
  await chooseAll(engine);
  const pull = await pullAll(engine);
  expect((await reportOf(engine, pull.pullId)).summary.outcome).toBe('problems');
  engine.context.hold(oldKey());
  await decryptWaiting(engine.context, engine.runner);
  const after = await reportOf(engine, pull.pullId);
  expect(after.summary).toMatchObject({ outcome: 'complete', counts: { readable: 3, notReadable: 0 } });
  expect(after.problems).toEqual([]);
  expect(after.forms.map(({ step }) => step)).toEqual(after.forms.map(() => 'complete'));
});
