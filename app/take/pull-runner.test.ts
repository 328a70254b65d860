// Covers app/take/in-hand.ts, app/take/named-forms.ts, app/take/pull-exports.ts, app/take/pull-part.ts,
// app/take/pull-ports.ts, app/take/pull-sources.ts, app/take/pull-waiting.ts, app/take/running-pull.ts,
// app/take/throttle.ts, app/take/form-options-of.ts, core/model/pull.ts, core/pull/form-tallies.ts,
// core/pull/stand-after.ts, core/store/pulls.ts.
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Problem } from '../../core/ground/problem.ts';
import type { FormOfSource } from '../../core/model/form-ref.ts';
import type { PullPlan } from '../../core/model/pull.ts';
import { type PullSettings, settingsOf } from '../../core/model/pull-settings.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { pullRuns, serverSource } from '../../fixtures/pull-runs.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { HeldKeys } from '../keys/held-keys.ts';
import { decryptWhenFree } from './decrypt-when-free.ts';
import { pullReport, pullsOf } from './pull-history.ts';
import { planAgain } from './pull-plans.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

/** Six submissions with photos, and some of another form. */
const MEDIA = join(caseFolder('g08-media'), 'briefcase');
const OTHERS = join(caseFolder('g15-many-media'), 'briefcase');
const noKeys = new HeldKeys(() => undefined);

/** Sets how the first of these forms is pulled. Returns its ID. */
function set(workspace: Workspace, [form]: readonly FormOfSource[], changed: Partial<PullSettings>): string {
  if (form === undefined) throw new Error('no form');
  const usual = settingsOf(null, { keepEncrypted: 'until-readable', repeat: 'never' });
  workspace.sourceForms.set(form.source, form.formId, JSON.stringify({ ...usual, ...changed }));
  return form.formId;
}

describe('one pull over several servers', () => {
  test('pulls from all of them, and its report adds up', async () => {
    const workspace = spaces.open();
    const runs = pullRuns(workspace);
    await runs.add('a', () => serverSource(MEDIA));
    await runs.add('b', () => serverSource(OTHERS));
    const state = await runs.run({});
    expect(state).toMatchObject({ state: 'ended', outcome: 'complete' });
    expect(new Set(state.forms.map(({ source, step }) => `${source} ${step}`))).toEqual(
      new Set(['a complete', 'b complete']),
    );
    const { counts } = pullReport({ workspace, keys: noKeys }, state.pullId)?.summary ?? {};
    expect(counts).toEqual(state.totals);
    expect(counts?.stored).toBe(counts?.toFetch);
    expect(pullsOf(workspace, { source: 'a', formId: state.forms[0]?.formId ?? '' })).toHaveLength(1);
    expect((await runs.run({})).totals).toMatchObject({ toFetch: 0, alreadyHere: counts?.stored });
  });

  test('a login that is refused stops its server only', async () => {
    const runs = pullRuns(spaces.open());
    await runs.add('good', () => serverSource(MEDIA));
    await runs.add('bad', () => serverSource(OTHERS));
    runs.change('bad', () => Promise.reject(new Problem('engine.sign_in_needed', { server: 'bad' })));
    const state = await runs.run({});
    expect(state).toMatchObject({ outcome: 'problems', problem: { code: 'engine.sign_in_needed' } });
    const steps = new Set(state.forms.map(({ source, step }) => `${source} ${step}`));
    expect(steps).toEqual(new Set(['good complete', 'bad failed']));
  });

  test('fails when no server can be pulled from, says why, and can be repeated', async () => {
    const workspace = spaces.open();
    const runs = pullRuns(workspace);
    const forms = await runs.add('s', () => serverSource(MEDIA));
    runs.change('s', () => Promise.reject(new Problem('engine.sign_in_needed', { server: 's' })));
    const failed = await runs.run({ forms });
    expect(failed).toMatchObject({ outcome: 'failed', problem: { code: 'engine.sign_in_needed' } });
    expect(failed.forms.every(({ step }) => step === 'failed')).toBe(true);
    expect(pullReport({ workspace, keys: noKeys }, failed.pullId)).toMatchObject({
      summary: { outcome: 'failed' },
      problem: { code: 'engine.sign_in_needed' },
    });
    runs.change('s', () => Promise.resolve(serverSource(MEDIA)));
    const again = await runs.run(planAgain(workspace, failed.pullId));
    expect(again).toMatchObject({ outcome: 'complete', totals: { stored: 6 } });
  });

  test('a bug stops all of it, is reported as a bug, and its text is not shown', async () => {
    const runs = pullRuns(spaces.open());
    await runs.add('s', () => serverSource(MEDIA));
    const listSubmissions = () => {
      throw new TypeError('an answer could stand here');
    };
    runs.change('s', () => Promise.resolve(serverSource(MEDIA, { listSubmissions })));
    const state = await runs.run({});
    expect(state).toMatchObject({ outcome: 'failed', problem: { code: 'engine.bug', params: {} } });
    expect(JSON.stringify(runs.states)).not.toContain('could stand here');
  });

  test('a form that its server no longer lists is reported', async () => {
    const runs = pullRuns(spaces.open());
    const forms = await runs.add('s', () => serverSource(MEDIA));
    const gone = [...forms, { source: 's', formId: 'gone' }];
    const state = await runs.run({ forms: gone });
    expect(state.forms.find(({ formId }) => formId === 'gone')).toMatchObject({
      step: 'problems',
      problem: { code: 'source.form_unlisted' },
    });
    expect(state.forms.find(({ formId }) => formId !== 'gone')?.step).toBe('complete');
  });
});

describe('one pull at a time', () => {
  test('a second pull is refused, and a stop ends the first between two submissions', async () => {
    const workspace = spaces.open();
    const runs = pullRuns(workspace);
    const source = serverSource(MEDIA);
    const held = Promise.withResolvers<void>();
    const fetchSubmission: typeof source.fetchSubmission = async (...args) => {
      await held.promise;
      return source.fetchSubmission(...args);
    };
    await runs.add('s', () => serverSource(MEDIA, { fetchSubmission }));
    const plan: PullPlan = { kind: 'pull', forms: null, full: false, refs: null };
    const pulling = runs.when(({ totals }) => totals.toFetch > 0);
    runs.runner.start(plan);
    expect(() => runs.runner.start(plan)).toThrow(expect.objectContaining({ code: 'engine.pull_running' }));
    await pulling;
    runs.runner.stop();
    expect(runs.runner.status()?.state).toBe('stopping');
    held.resolve();
    await runs.runner.ended();
    const stopped = runs.runner.status();
    expect(stopped).toMatchObject({ outcome: 'stopped', problem: null });
    expect(stopped?.totals.stored).toBeLessThan(6);
    expect((await runs.run({})).totals.stored).toBe(6 - (stopped?.totals.stored ?? 0));
    expect(pullsOf(workspace, null).map(({ outcome }) => outcome)).toEqual(['complete', 'stopped']);
  });

  test('a pull that the end of the program stops is continued later; one that the user has stopped is not', async () => {
    const workspace = spaces.open();
    const runs = pullRuns(workspace);
    let held = Promise.withResolvers<void>();
    const source = serverSource(MEDIA);
    const fetchSubmission: typeof source.fetchSubmission = async (...args) => {
      await held.promise;
      return source.fetchSubmission(...args);
    };
    await runs.add('s', () => serverSource(MEDIA, { fetchSubmission }));
    const plan: PullPlan = { kind: 'pull', forms: null, full: false, refs: null };
    const counted = (): Promise<unknown> => runs.when(({ totals }) => totals.toFetch > 0);
    const first = counted();
    const pullId = runs.runner.start(plan);
    await first;
    runs.runner.stop();
    // It is stopping already.
    runs.runner.interrupt();
    held.resolve();
    await runs.runner.ended();
    expect(runs.runner.unfinished()).toBeNull();
    held = Promise.withResolvers();
    const second = counted();
    runs.runner.start(plan);
    await second;
    runs.runner.interrupt();
    held.resolve();
    await runs.runner.ended();
    expect(runs.runner.unfinished()).toMatchObject({ pullId: pullId + 1 });
    runs.runner.continue();
    await runs.runner.ended();
    expect(runs.runner.status()).toMatchObject({ outcome: 'complete' });
    expect(runs.runner.unfinished()).toBeNull();
  });

  test('a pull waits while another program pulls, says so, and can be stopped or continues afterwards', async () => {
    const workspace = spaces.open();
    const clock = new FakeClock(new Date());
    const runs = pullRuns(workspace, { clock });
    await runs.add('s', () => serverSource(MEDIA));
    const release = workspace.pullLock.tryTake();
    const plan: PullPlan = { kind: 'pull', forms: null, full: false, refs: null };
    const elsewhere = () => runs.when(({ happened }) => happened.some(({ code }) => code === 'elsewhere'));
    const first = elsewhere();
    runs.runner.start(plan);
    await first;
    runs.runner.stop();
    await runs.runner.ended();
    expect(runs.runner.status()).toMatchObject({ outcome: 'stopped', totals: { stored: 0 } });
    const second = elsewhere();
    runs.runner.start(plan);
    await second;
    release?.();
    await clock.pass(1);
    await runs.runner.ended();
    expect(runs.runner.status()).toMatchObject({ outcome: 'complete', totals: { stored: 6 } });
    // It has given the lock back.
    const again = workspace.pullLock.tryTake();
    expect(again).not.toBeNull();
    again?.();
  });

  test('a pull that was interrupted can be continued, or left stopped', async () => {
    const workspace = spaces.open();
    const runs = pullRuns(workspace);
    const forms = await runs.add('s', () => serverSource(MEDIA));
    expect(runs.runner.unfinished()).toBeNull();
    expect(() => runs.runner.continue()).toThrow(expect.objectContaining({ code: 'engine.pull_unknown' }));
    const plan: PullPlan = { kind: 'pull', forms, full: false, refs: null };
    const at = '2026-01-01T00:00:00.000Z';
    const killed = workspace.transaction(() => workspace.pulls.start('pull', at, plan));
    expect(runs.runner.unfinished()).toEqual({ pullId: killed, startedAt: at, done: 0, toFetch: 0 });
    runs.runner.continue();
    await runs.runner.ended();
    expect(runs.runner.status()).toMatchObject({ outcome: 'complete', totals: { stored: 6 } });
    expect(runs.runner.unfinished()).toBeNull();
    workspace.transaction(() => workspace.pulls.start('pull', at, plan));
    runs.runner.forget();
    expect(runs.runner.unfinished()).toBeNull();
    expect(pullsOf(workspace, null).map(({ outcome }) => outcome)).toEqual([
      'stopped',
      'complete',
      'stopped',
    ]);
  });
});

test('submissions are reported before work on them begins, and none after the pull has ended', async () => {
  // A batch that waits too long for more submissions goes alone: here none waits, however slow the machine is.
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const runs = pullRuns(spaces.open());
  await runs.add('s', () => serverSource(MEDIA));
  await runs.run({});
  expect(runs.inHand[0]).toEqual(['pulling', []]);
  expect(runs.inHand.at(-1)).toEqual([null, []]);
  expect(new Set(runs.inHand.flatMap(([, locators]) => locators)).size).toBe(6);
  // In hand while they are decrypted, and again while they are stored; not while they wait in between.
  expect(runs.inHand.map(([step, locators]) => [step, locators.length])).toEqual([
    ['pulling', 0],
    ['opening', 6],
    ['pulling', 0],
    ['opening', 6],
    ['pulling', 0],
    [null, 0],
  ]);
});

test('a pull exports with the presets that are set, and reports that, or why it could not', async () => {
  const workspace = spaces.open();
  const asked: string[] = [];
  const runs = pullRuns(workspace, {
    runPreset: async (formId, name) => {
      asked.push(`${formId} ${name}`);
      if (name === 'broken') throw new Problem('export.file_busy', { file: 'a.csv' });
      return { files: 2, tables: 3, rows: 30, path: '/somewhere' };
    },
  });
  const wanted = [
    set(workspace, await runs.add('a', () => serverSource(MEDIA)), { exportWith: 'weekly' }),
    set(workspace, await runs.add('b', () => serverSource(OTHERS)), { exportWith: 'broken' }),
  ];
  const state = await runs.run({});
  expect(asked.toSorted()).toEqual([`${wanted[0]} weekly`, `${wanted[1]} broken`].toSorted());
  const happened = new Map(state.happened.map((line) => [line.code, line]));
  expect(happened.get('exported')?.params).toEqual({ profile: 'weekly', files: 2, tables: 3, rows: 30 });
  expect(happened.get('export-failed')?.problem).toMatchObject({ code: 'export.file_busy' });
  const report = pullReport({ workspace, keys: noKeys }, state.pullId);
  expect(report?.exported).toEqual([
    { profile: 'weekly', files: 2, tables: 3, rows: 30, path: '/somewhere' },
  ]);
});

test('waiting submissions are decrypted in a separate pull, and the last pull stays the last', async () => {
  const workspace = spaces.open();
  const keys = new HeldKeys(() => undefined);
  const runs = pullRuns(workspace, { keys: () => keys.unlocked() });
  await runs.add('s', () => serverSource(MEDIA));
  const pull = await runs.run({});
  expect(pull.totals).toMatchObject({ stored: 6, readable: 0, notReadable: 6 });
  expect(await decryptWhenFree({ workspace, keys }, runs.runner)).toBeNull();
  keys.hold({ key: corpusKey('A'), name: 'study', file: null, format: null });
  const decrypted = await decryptWhenFree({ workspace, keys }, runs.runner);
  expect(decrypted).toMatchObject({
    opened: [{ name: 'study', submissions: 6 }],
    waiting: 0,
    unreadable: 0,
  });
  expect(runs.runner.status()?.pullId).toBe(pull.pullId);
  expect(pullsOf(workspace, null).map(({ kind }) => kind)).toEqual(['open', 'pull']);
  expect(await decryptWhenFree({ workspace, keys }, runs.runner)).toBeNull();
});

test('encrypted files are kept only for forms with that setting', async () => {
  const workspace = spaces.open();
  const runs = pullRuns(workspace);
  await runs.add('a', () => serverSource(MEDIA));
  const kept = set(workspace, await runs.add('b', () => serverSource(OTHERS)), { keepEncrypted: 'always' });
  expect((await runs.run({})).settings.keepEncrypted).toBe(true);
  const forms = 'SELECT DISTINCT form_id FROM ciphertext c JOIN submission s ON s.id = c.submission_id';
  expect(rowsIn(workspace, forms)).toEqual([{ form_id: kept }]);
});
