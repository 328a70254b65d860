// Covers electron/engine/pull.ts.
import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { PullReport } from '../ipc/pull.ts';
import { chooseAll, oldKey, type PullEngine, PullEngines, pullAll } from './testing/pull-engine.ts';

const engines = new PullEngines();
afterAll(() => engines.close());

const data = sampleProject(60);
/** A household that the older key opens. */
const opened = data.all.find(({ version, damage }) => version === '2023041201' && damage === null);
if (opened === undefined) throw new Error('nothing is opened by the older key');

/** The sample project. Only this submission lacks the files that the test names. */
function lacking(files: ReadonlyMap<string, Buffer>): typeof data {
  const replaced = { ...opened, files } as (typeof data.all)[number];
  return { ...data, submissions: (formId) => (formId === 'household' ? [replaced] : []) };
}

async function lastReport({ ask }: PullEngine): Promise<PullReport> {
  const [summary] = await ask['pull.history']({});
  if (summary === undefined) throw new Error('there was no pull');
  return ask['pull.report']({ pullId: summary.pullId });
}

const troubled = ({ counts }: PullReport['summary']): number =>
  counts.notStored + counts.notReadable + counts.warnings;

test('the submissions in trouble are counted once, by cause, and are those of the sums', async () => {
  const engine = engines.start({ keys: [oldKey()] });
  engine.addServer('s', await engines.server({ data }));
  await chooseAll(engine);
  await pullAll(engine);
  const { summary, problems } = await lastReport(engine);
  expect(summary.outcome).toBe('problems');
  expect(problems.reduce((sum, { count }) => sum + count, 0)).toBe(troubled(summary));
  const of = (bucket: string): number =>
    problems.filter((one) => one.bucket === bucket).reduce((sum, { count }) => sum + count, 0);
  expect(of('not-readable')).toBe(summary.counts.notReadable);
  expect(of('warning')).toBe(summary.counts.warnings);
});

test('what is looked at again is told apart from what is new', async () => {
  const server = await engines.server({ data: lacking(new Map()) });
  const engine = engines.start({ keys: [oldKey()] });
  engine.addServer('s', server);
  await chooseAll(engine);
  await pullAll(engine);
  const first = (await lastReport(engine)).summary;
  expect(first).toMatchObject({ outcome: 'problems', counts: { toFetch: 1, again: 0 } });

  await pullAll(engine);
  const second = (await lastReport(engine)).summary;
  expect(second).toMatchObject({ outcome: 'problems', counts: { toFetch: 1, again: 1 } });
  expect(troubled(second)).toBe(1);

  server.serve(lacking(opened.files as ReadonlyMap<string, Buffer>));
  await pullAll(engine);
  const third = (await lastReport(engine)).summary;
  expect(third).toMatchObject({ outcome: 'complete', counts: { again: 1, readable: 1 } });
});

test('a pull that failed says why, and can be tried again as it was', async () => {
  const server = await engines.server({ data });
  const engine = engines.start({ keys: [oldKey()] });
  engine.addServer('s', server);
  const keys = await chooseAll(engine);
  await server.close();
  await pullAll(engine, keys.slice(0, 1));
  const failed = await lastReport(engine);
  expect(failed.summary.outcome).toBe('failed');
  expect(failed.problem?.code).toMatch(/^net\./);
  expect(failed.forms).toMatchObject([{ formId: keys[0]?.formId, counts: { listed: 0 } }]);

  const { pullId } = await engine.ask['pull.again']({ pullId: failed.summary.pullId });
  await engine.runner.ended();
  expect(pullId).not.toBe(failed.summary.pullId);
  expect((await lastReport(engine)).forms.map(({ formId }) => formId)).toEqual([keys[0]?.formId]);
  await expect((async () => engine.ask['pull.again']({ pullId: 999 }))()).rejects.toMatchObject({
    code: 'engine.pull_unknown',
  });
});
