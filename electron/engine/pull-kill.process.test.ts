// Covers app/take/pull-record.ts.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { dumpWorkspace } from '../../cli/testing/dump.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { holdAfter } from '../../fixtures/servers/held-submissions.ts';
import type { PullCounts } from '../ipc/pull.ts';
import { chooseAll, oldKey, type PullEngine, PullEngines, pullAll } from './testing/pull-engine.ts';

/*
 * An engine that is killed in the middle of a pull over two sources, at three different moments, and started again. What
 * it ends with must be what a pull that was left alone ends with: every table, row by row, and every file. The server
 * keeps the last submissions back until the kill, so that no engine can be through before.
 */
const engines = new PullEngines();
afterAll(() => engines.close());

const program = fileURLToPath(new URL('testing/pull-child.ts', import.meta.url));

/**
 * Runs the child; kills it as soon as this many submissions are stored. Returns the content of its last line.
 */
async function run(folder: string, action: 'start' | 'continue', killAt: number): Promise<PullCounts | null> {
  const child = spawn(process.execPath, [program, folder, action], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last: PullCounts | null = null;
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const counts = JSON.parse(line) as PullCounts;
    last = counts;
    if (counts.stored >= killAt) child.kill('SIGKILL');
  }
  await ended;
  return last;
}

test('a pull that is killed is found at the next start, and goes on to the same end', async () => {
  const data = sampleProject(400);
  // Some of the same submissions, to the letter: which server's copy comes first must make no difference.
  const some = { ...data, submissions: (formId: string) => data.submissions(formId).slice(0, 50) };
  const { hold, letGo, sendMore } = holdAfter(Number.POSITIVE_INFINITY);
  const server = await engines.server({ data, hold });
  const other = await engines.server({ data: some, reuse: server.certificate });
  const prepare = async (folder?: string): Promise<PullEngine> => {
    const engine = engines.start({ keys: [oldKey()], ...(folder === undefined ? {} : { folder }) });
    engine.addServer('one', server);
    engine.addServer('two', other);
    await chooseAll(engine);
    return engine;
  };
  const whole = await prepare();
  await pullAll(whole);
  const wanted = dumpWorkspace(whole.workspace.folder);

  const folder = join(engines.root, 'killed');
  (await prepare(folder)).close();
  sendMore(100);
  const first = await run(folder, 'start', 1);
  expect(first?.waiting).toBeGreaterThan(0);
  sendMore(200);
  const second = await run(folder, 'continue', 100);
  expect(second?.waiting).toBeGreaterThan(0);

  const engine = engines.start({ keys: [oldKey()], folder });
  const { pull, unfinished } = await engine.ask['pull.status']({});
  expect(pull).toBeNull();
  expect(unfinished?.toFetch).toBe(second?.toFetch);
  engine.close();
  letGo();
  const last = await run(folder, 'continue', Number.POSITIVE_INFINITY);
  expect(last?.waiting).toBe(0);

  const after = engines.start({ folder });
  expect((await after.ask['pull.status']({})).unfinished).toBeNull();
  const history = await after.ask['pull.history']({});
  expect(history.map(({ outcome }) => outcome)).toEqual(['problems', 'stopped', 'stopped']);
  expect(history[0]?.counts.toFetch).toBe(last?.toFetch);
  expect(dumpWorkspace(folder)).toEqual(wanted);
});

test('an interrupted pull can be left as it is', async () => {
  const folder = join(engines.root, 'left');
  const engine = engines.start({ folder });
  const { hold } = holdAfter(100);
  engine.addServer('one', await engines.server({ data: sampleProject(200), hold }));
  await chooseAll(engine);
  engine.close();
  await run(folder, 'start', 1);
  const again = engines.start({ folder });
  expect((await again.ask['pull.status']({})).unfinished).not.toBeNull();
  await again.ask['pull.forget']({});
  expect((await again.ask['pull.status']({})).unfinished).toBeNull();
  await expect((async () => again.ask['pull.continue']({}))()).rejects.toMatchObject({
    code: 'engine.pull_unknown',
  });
  const [last] = await again.ask['pull.history']({});
  expect(last).toMatchObject({ outcome: 'stopped' });
});
