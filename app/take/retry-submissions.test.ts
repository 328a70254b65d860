import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { countSource } from '../../core/pull/count.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { pullRuns, serverSource } from '../../fixtures/pull-runs.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { HeldKeys } from '../keys/held-keys.ts';
import { decryptWhenFree } from './decrypt-when-free.ts';
import { retrySubmissions, setAside } from './retry-submissions.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

/** Six submissions with photos. */
const MEDIA = join(caseFolder('g08-media'), 'briefcase');
const CRASHED = 'engine.crashed_on_this';

/** The names that the source has for its submissions, in the order of its list. */
function locators(workspace: Workspace): readonly string[] {
  const sql = 'SELECT locator FROM listed ORDER BY id';
  return rowsIn<{ readonly locator: string }>(workspace, sql).map(({ locator }) => locator);
}

test('a submission that was set aside is left out of pulls, reported once, and downloaded again on demand', async () => {
  const workspace = spaces.open();
  const runs = pullRuns(workspace);
  const [form] = await runs.add('s', () => serverSource(MEDIA));
  if (form === undefined) throw new Error('no form');
  const { signal } = new AbortController();
  const listed = { workspace, source: serverSource(MEDIA), sourceName: 's', clock: systemClock, signal };
  await countSource(listed);
  const [locator = ''] = locators(workspace);
  const ref = { ...form, locator };
  setAside(workspace, [ref, { ...form, locator: 'nobody knows it' }]);
  setAside(workspace, [ref]);
  expect((await runs.run({})).totals).toMatchObject({ listed: 6, leftOut: 1, toFetch: 5, stored: 5 });
  const codes = () => workspace.problemList.all(form.formId).map(({ code }) => code);
  expect(codes().filter((code) => code === CRASHED)).toHaveLength(1);

  retrySubmissions(workspace, runs.runner, [ref]);
  expect(() => retrySubmissions(workspace, runs.runner, [ref])).toThrow(
    expect.objectContaining({ code: 'engine.pull_running' }),
  );
  await runs.runner.ended();
  expect(runs.runner.status()).toMatchObject({ kind: 'retry', totals: { listed: 1, toFetch: 1, stored: 1 } });
  expect(codes()).not.toContain(CRASHED);
  expect(() => retrySubmissions(workspace, runs.runner, [])).toThrow(
    expect.objectContaining({ code: 'engine.nothing_to_retry' }),
  );
});

test('a stored submission can be set aside too, and is then not decrypted', async () => {
  const workspace = spaces.open();
  const keys = new HeldKeys(() => undefined);
  const runs = pullRuns(workspace, { keys: () => keys.unlocked() });
  const [form] = await runs.add('s', () => serverSource(MEDIA));
  if (form === undefined) throw new Error('no form');
  await runs.run({});
  const [locator = ''] = locators(workspace);
  const ref = { ...form, locator };
  setAside(workspace, [ref]);
  keys.hold({ key: corpusKey('A'), name: 'A', file: null, format: null });
  const decrypted = await decryptWhenFree({ workspace, keys }, runs.runner);
  expect(decrypted?.opened).toEqual([{ name: 'A', submissions: 5 }]);
  retrySubmissions(workspace, runs.runner, [ref]);
  await runs.runner.ended();
  expect(rowsIn(workspace, 'SELECT DISTINCT state, signature FROM submission')).toEqual([
    { state: 'decrypted', signature: 'valid' },
  ]);
  expect(workspace.problemList.all(null)).toEqual([]);
});
