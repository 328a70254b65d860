// Covers app/problems/retry-group.ts, app/problems/tried-groups.ts.
import { afterAll, expect, test } from 'vitest';
import { DataThread } from '../../core/data/data-thread.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { EngineEvent } from '../ipc/contract.ts';
import type { ProblemGroup, TriedAgain } from '../ipc/problems.ts';
import { problemsHandlers } from './problems.ts';
import { chooseAll, oldKey, type PullEngine, PullEngines, pullAll } from './testing/pull-engine.ts';

const engines = new PullEngines();
const threads: DataThread[] = [];
afterAll(async () => {
  for (const thread of threads) await thread.close();
  await engines.close();
});

const data = sampleProject(100);
/** The version of the households that the older key opens. */
const OLD = '2023041201';

function problemsOf(engine: PullEngine): ReturnType<typeof problemsHandlers> {
  const { context, runner, workspace } = engine;
  const thread = new DataThread(workspace.folder, workspace.keys);
  threads.push(thread);
  return problemsHandlers(context, thread, runner);
}

/** Resolves with the result of the next group that is retried. */
function whenTried({ context }: PullEngine): Promise<TriedAgain> {
  return new Promise((resolve) => {
    const end = context.hear((event: EngineEvent) => {
      if (event.type !== 'tried-again') return;
      end();
      resolve(event.tried);
    });
  });
}

async function groupsOf(ask: ReturnType<typeof problemsHandlers>): Promise<readonly ProblemGroup[]> {
  return (await ask['problems.list']({ formId: null })).groups;
}

test('a group that is fetched again says what came of it: nothing, all of it, or that the server was away', async () => {
  const late = data.all.find(
    ({ version, damage, files }) => version === OLD && damage === null && files.size > 0,
  );
  const withoutLate = {
    ...data,
    submissions: (formId: string) =>
      data
        .submissions(formId)
        .map((one) => (one.instanceId === late?.instanceId ? { ...one, files: new Map() } : one)),
  };
  const server = await engines.server({ data: withoutLate });
  const engine = engines.start({ keys: [oldKey()] });
  engine.addServer('study', server);
  await chooseAll(engine);
  await pullAll(engine);
  const ask = problemsOf(engine);
  const find = async (code: string): Promise<ProblemGroup | undefined> =>
    (await groupsOf(ask)).find(({ problem }) => problem.code === code);
  const again = async ({ id }: ProblemGroup): Promise<TriedAgain> => {
    const tried = whenTried(engine);
    await ask['problems.retry']({ groupId: id });
    return tried;
  };
  const group = await find('submission.xml_enc_missing');
  const damaged = await find('decrypt.length');
  if (group === undefined || damaged === undefined) throw new Error('nothing is missing or damaged');

  expect(await again(group)).toMatchObject({ groupId: group.id, all: 1, left: 1, problem: null });
  const { tried } = await ask['problems.list']({ formId: null });
  expect(tried).toMatchObject([{ groupId: group.id, left: 1 }]);

  server.serve(data);
  expect(await again(group)).toMatchObject({ all: 1, left: 0, problem: null });
  expect(await find('submission.xml_enc_missing')).toBeUndefined();

  await server.close();
  const away = await again(damaged);
  expect(away).toMatchObject({ all: 1, left: 1, isStopped: false });
  expect(away.problem?.code).toMatch(/^net\./);
  expect((await find('decrypt.length'))?.id).toBe(damaged.id);
});
