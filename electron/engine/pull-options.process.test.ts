// Covers electron/engine/pull.ts.

import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { verifyWorkspace } from '../../core/pull/verify.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { sampleDataFromBriefcaseFolder } from '../../fixtures/servers/sample-data.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { testDatabase } from '../../fixtures/switched-workspace.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import type { FormKey } from '../ipc/common.ts';
import type { EngineEvent } from '../ipc/contract.ts';
import type { PullSettings } from '../ipc/forms.ts';
import { decryptWaiting } from './pull.ts';
import { chooseAll, lastPull, oldKey, type PullEngine, PullEngines, pullAll } from './testing/pull-engine.ts';

const engines = new PullEngines();
afterAll(() => engines.close());

/** Real encrypted submissions with several photos each. */
const media = (): SampleData => sampleDataFromBriefcaseFolder(join(caseFolder('g08-media'), 'briefcase'));

async function set(engine: PullEngine, form: FormKey, changed: Partial<PullSettings>): Promise<void> {
  const { settings } = await engine.ask['forms.details']({ ...form });
  await engine.ask['forms.set']({ form, settings: { ...settings, ...changed } });
}

function query(engine: PullEngine, sql: string): unknown[] {
  const db = testDatabase(engine.workspace.folder, { readonly: true });
  try {
    return db.prepare(sql).pluck().all();
  } finally {
    db.close();
  }
}

const states = (engine: PullEngine): unknown[] =>
  query(engine, "SELECT DISTINCT state || ' ' || signature FROM submission ORDER BY 1");

test('without media only the answers are fetched, nothing is told to be wrong, and media come when they are wanted', async () => {
  const engine = engines.start({ keys: [corpusKey('A')] });
  const server = await engines.server({ data: media() });
  engine.addServer('s', server);
  const [form] = await chooseAll(engine);
  if (form === undefined) throw new Error('there is a form');
  await set(engine, form, { media: false });
  const first = await pullAll(engine);
  expect(first).toMatchObject({
    outcome: 'complete',
    totals: { toFetch: 6, stored: 6, readable: 6, warnings: 0 },
  });
  expect(first.settings.media).toBe(false);
  const fetched = () => server.requests.filter(({ path }) => path.includes('attachment/original'));
  expect(fetched().every(({ path }) => /submission\.xml/.test(path))).toBe(true);
  expect(fetched()).toHaveLength(6);
  expect(engine.workspace.problemList.all(null)).toEqual([]);
  expect(query(engine, 'SELECT DISTINCT state FROM attachment')).toEqual(['left-out']);
  expect(states(engine)).toContain('incomplete not-checkable');

  const again = await pullAll(engine);
  expect(again.totals).toMatchObject({ listed: 6, alreadyHere: 6, toFetch: 0 });

  await set(engine, form, { media: true });
  const whole = await pullAll(engine);
  expect(whole.totals).toMatchObject({ stored: whole.totals.toFetch, notReadable: 0 });
  expect(whole.totals.toFetch).toBeGreaterThan(3);
  expect(states(engine)).toEqual(['decrypted valid']);
  expect(query(engine, 'SELECT DISTINCT state FROM attachment')).toEqual(['present']);
  expect(query(engine, 'SELECT count(*) FROM ciphertext')).toEqual([0]);
  const { findings } = await verifyWorkspace(engine.workspace, new AbortController().signal);
  expect(findings).toEqual([]);
});

test('what was fetched without media and without a key is opened without a word about the media', async () => {
  const engine = engines.start();
  engine.addServer('s', await engines.server({ data: media() }));
  const [form] = await chooseAll(engine);
  if (form === undefined) throw new Error('there is a form');
  await set(engine, form, { media: false });
  const kept = await pullAll(engine);
  expect(kept).toMatchObject({ outcome: 'problems', totals: { stored: 6, readable: 0, notReadable: 6 } });
  expect(kept.forms[0]?.hasNoKey).toBe(true);
  // Without a key there is nothing to be opened with.
  await decryptWaiting(engine.context, engine.runner);
  expect((await lastPull(engine)).pullId).toBe(kept.pullId);
  engine.context.hold(corpusKey('A'));
  await decryptWaiting(engine.context, engine.runner);
  await engine.runner.ended();
  const [opening] = await engine.ask['pull.history']({});
  const opened = await engine.ask['pull.report']({ pullId: opening?.pullId ?? 0 });
  expect(opened).toMatchObject({
    summary: { kind: 'open', outcome: 'complete' },
    forms: [{ source: 's', formId: form.formId, step: 'complete', hasNoKey: false }],
  });
  expect(opened.summary.counts).toMatchObject({ toFetch: 6, stored: 6, readable: 6, notReadable: 0 });
  expect(engine.workspace.problemList.all(null)).toEqual([]);
  const [last] = await engine.ask['pull.history']({});
  expect(last).toMatchObject({ kind: 'open', outcome: 'complete', counts: { readable: 6 } });
  // Nothing waits any more, so that nothing is begun.
  await decryptWaiting(engine.context, engine.runner);
  expect(await engine.ask['pull.history']({})).toHaveLength(2);
  expect((await lastPull(engine)).pullId).toBe(kept.pullId);
});

test('what a key has opened, what waits and what is damaged add up to what waited', async () => {
  const engine = engines.start();
  engine.addServer('s', await engines.server({ data: sampleProject(200) }));
  await chooseAll(engine);
  await pullAll(engine);
  const waited = engine.workspace.kept.count(null);
  const said: EngineEvent[] = [];
  engine.context.hear((event) => {
    if (event.type === 'keys-opened') said.push(event);
  });
  engine.context.hold(oldKey());
  await decryptWaiting(engine.context, engine.runner);
  const [event] = said;
  if (event?.type !== 'keys-opened') throw new Error('nothing was said');
  const opened = event.opened.reduce((sum, { submissions }) => sum + submissions, 0);
  expect(event.unreadable).toBe(2);
  expect(opened + event.waiting + event.unreadable).toBe(waited);
});

test('a key that comes while a pull runs opens what waits when the pull has ended', async () => {
  const engine = engines.start();
  engine.addServer('s', await engines.server({ data: media() }));
  engine.addServer('t', await engines.server({ data: tinyData(300) }));
  const forms = await chooseAll(engine);
  await pullAll(
    engine,
    forms.filter(({ source }) => source === 's'),
  );
  await engine.ask['pull.start']({ forms: forms.filter(({ source }) => source === 't'), full: false });
  engine.context.hold(corpusKey('A'));
  // Twice, as when two keys come one after the other.
  await Promise.all([
    decryptWaiting(engine.context, engine.runner),
    decryptWaiting(engine.context, engine.runner),
  ]);
  await engine.runner.ended();
  const history = await engine.ask['pull.history']({});
  expect(history.map(({ kind }) => kind)).toEqual(['open', 'pull', 'pull']);
  expect(states(engine)).toContain('decrypted valid');
});

test('from a day on: what came before is looked at once, remembered, and pulled when the day goes', async () => {
  const dated = (data: SampleData): SampleData => {
    const submissions = data.submissions('household').map((submission, i) => ({
      ...submission,
      submissionDate: `2026-01-${String(i + 1).padStart(2, '0')}T10:00:00.000Z`,
    }));
    return {
      forms: data.forms,
      submissions: (id) => (id === 'household' ? submissions : data.submissions(id)),
    };
  };
  const engine = engines.start();
  const server = await engines.server({ data: dated(tinyData(10)) });
  engine.addServer('s', server);
  const form = { source: 's', formId: 'household' };
  await chooseAll(engine);
  await set(engine, form, { which: { kind: 'since', day: '2026-01-07' } });
  const pull = await pullAll(engine, [form]);
  expect(pull.totals).toMatchObject({ listed: 10, alreadyHere: 0, leftOut: 6, toFetch: 4, stored: 4 });
  const parts = server.requests.filter(({ path }) => path.includes('attachment/original')).length;
  expect(parts).toBe(8);
  const counts = async () =>
    (await engine.ask['forms.list']({})).forms.find(({ formId }) => formId === 'household')?.counts;
  expect(await counts()).toMatchObject({ onServer: 10, here: 4, toPull: 6, leftOut: 6, notStored: 0 });

  const asked = () => server.requests.filter(({ path }) => path.includes('downloadSubmission')).length;
  // The tiny submissions have no real key: they look damaged, and are fetched once more to be sure.
  const again = async () => expect((await pullAll(engine, [form])).totals).toMatchObject({ toFetch: 4 });
  await again();
  const before = asked();
  const second = await pullAll(engine, [form]);
  expect(second.totals).toMatchObject({ listed: 10, alreadyHere: 4, leftOut: 6, toFetch: 0 });
  expect(asked()).toBe(before);

  await set(engine, form, { which: { kind: 'since', day: '2026-01-03' } });
  expect((await pullAll(engine, [form])).totals).toMatchObject({ toFetch: 4, stored: 4, leftOut: 2 });
  await again();
  await set(engine, form, { which: { kind: 'new' } });
  expect(await counts()).toMatchObject({ here: 8, toPull: 2, leftOut: 0 });
  expect((await pullAll(engine, [form])).totals).toMatchObject({ toFetch: 2, stored: 2, leftOut: 0 });
});

test('a retry fetches what was not stored or looks damaged, and no form without either', async () => {
  const engine = engines.start();
  const faults = [{ kind: 'status', status: 404, at: /downloadSubmission.*00000[135]/, times: 3 }] as const;
  const server = await engines.server({ data: tinyData(8), faults });
  engine.addServer('s', server);
  await chooseAll(engine);
  expect((await pullAll(engine)).totals).toMatchObject({ toFetch: 9, stored: 6, notStored: 3 });
  await engine.ask['pull.retry']({ forms: null });
  await engine.runner.ended();
  const retried = await lastPull(engine);
  // The tiny submissions have no real key: those that came look damaged. The plain one is whole.
  expect(retried.totals).toMatchObject({ listed: 8, alreadyHere: 0, toFetch: 8, stored: 8, notStored: 0 });
  const [last] = await engine.ask['pull.history']({});
  expect(last).toMatchObject({ kind: 'retry' });
});

test('events: the window hears of each store, and of no pull more than ten times a second', async () => {
  const engine = engines.start();
  engine.addServer('s', await engines.server({ data: tinyData(200) }));
  await chooseAll(engine);
  const times: number[] = [];
  const end = engine.context.hear(({ type }) => {
    if (type === 'pull') times.push(performance.now());
  });
  await pullAll(engine);
  end();
  // Measured over the whole pull, because a busy computer may report one of them late. The first and the last
  // are reported at once.
  const tenths = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 100;
  expect(times.length).toBeGreaterThan(2);
  expect(times.length).toBeLessThanOrEqual(tenths + 3);
  const types = new Set(engine.context.events.map(({ type }) => type));
  expect(types).toEqual(new Set(['forms-changed', 'pull', 'data-changed']));
  const changed = engine.context.events.flatMap((event) =>
    event.type === 'data-changed' ? event.formIds : [],
  );
  expect(new Set(changed)).toEqual(new Set(['household', 'plain']));
});
