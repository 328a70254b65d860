import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import type { Source } from '../source/source.ts';
import type { WriteBack } from '../store/checkpoints.ts';
import { documentSource } from '../testing/document-source.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-opening-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SUBMISSIONS = 2400;

const sourceOf = (submissions: number): Source =>
  documentSource(
    Array.from({ length: submissions }, (_, i) => `${i}`),
    (locator) =>
      `<data id="f" version="1"><a>${locator}</a><meta><instanceID>uuid:${locator}</instanceID></meta></data>`,
  );

test.each([
  [1, false],
  [2, true],
])(
  'with %i thread(s) that decrypt, they write the log of a long pull back: %s',
  async (threads, isTheirs) => {
    const workspace = testWorkspace(join(root, `${threads}`));
    const start = workspace.startCheckpoints.bind(workspace);
    const written: Promise<void>[] = [];
    workspace.startCheckpoints = (writeBack: WriteBack) =>
      start((database) => {
        const done = writeBack(database);
        written.push(done);
        return done;
      });
    await runLine({ ...plainRun(), workspace, source: sourceOf(SUBMISSIONS), sourceName: 's', threads });
    expect(written.length > 0).toBe(isTheirs);
    await Promise.all(written);
    expect(rowsIn(workspace, 'SELECT count(*) AS n FROM submission')).toEqual([{ n: SUBMISSIONS }]);
    expect(rowsIn(workspace, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    workspace.close();
  },
);

test('a pull starts no thread while nothing is new', async () => {
  const workspace = testWorkspace(join(root, 'nothing-new'));
  let threads = 0;
  const count = (): void => {
    threads += 1;
  };
  process.on('worker', count);
  const pull = { ...plainRun(), workspace, source: sourceOf(3), sourceName: 's', threads: 2 };
  await runLine(pull);
  expect(threads).toBeGreaterThan(0);
  threads = 0;
  const { counts } = await runLine(pull);
  expect(counts).toMatchObject({ listed: 3, alreadyHere: 3 });
  expect(threads).toBe(0);
  process.off('worker', count);
  workspace.close();
});
