// Covers core/store/forms.ts, core/store/servers.ts.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { testDatabase } from '../../fixtures/switched-workspace.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import type { FormCounts, FormsOverview } from '../ipc/forms.ts';
import { chooseAll, oldKey, type PullEngine, PullEngines, pullAll } from './testing/pull-engine.ts';

const rooms = new PullEngines();
afterAll(() => rooms.close());

/** Only every `step`-th submission of each form. */
function fewer(data: SampleData, step: number): SampleData {
  return {
    forms: data.forms,
    submissions: (formId) => data.submissions(formId).filter((_, i) => i % step === 0),
  };
}

interface Listed {
  readonly source: string;
  readonly form_id: string;
  readonly locator: string;
  readonly is_gone: number;
  readonly submission_id: number | null;
}

/** Counts row by row the same numbers that the store counts with its indexes. */
function counted(room: PullEngine): ReadonlyMap<string, Omit<FormCounts, 'leftOut' | 'unlisted'>> {
  const db = testDatabase(room.workspace.folder, { readonly: true });
  const submissions = new Map(
    db
      .prepare<[], { id: number; form_id: string | null; record_count: number }>(
        'SELECT id, form_id, record_count FROM submission',
      )
      .all()
      .map((row) => [row.id, row]),
  );
  const problems = db
    .prepare<[], { submission_id: number | null; source: string | null; locator: string | null }>(
      'SELECT submission_id, source, locator FROM problem',
    )
    .all();
  const listed = db.prepare<[], Listed>('SELECT * FROM listed').all();
  db.close();
  const troubled = new Set(problems.map(({ submission_id }) => submission_id));
  const unfetched = new Set(problems.map(({ source, locator }) => JSON.stringify([source, locator])));
  const byForm = Map.groupBy(listed, (ref) => {
    const own = ref.submission_id === null ? null : submissions.get(ref.submission_id);
    return JSON.stringify([ref.source, ref.form_id === '' ? (own?.form_id ?? '') : ref.form_id]);
  });
  return new Map(
    [...byForm].map(([key, refs]) => {
      const here = new Set(refs.flatMap(({ submission_id }) => submission_id ?? []));
      const there = new Set(
        refs.filter(({ is_gone }) => is_gone === 0).flatMap(({ submission_id }) => submission_id ?? []),
      );
      const missing = refs.filter((ref) => ref.submission_id === null && ref.is_gone === 0);
      const readable = [...here].filter((id) => (submissions.get(id)?.record_count ?? 0) > 0);
      const counts = {
        onServer: there.size + missing.length,
        onlyHere: [...here].filter((id) => !there.has(id)).length,
        here: here.size,
        toPull: missing.length,
        readable: readable.length,
        notReadable: here.size - readable.length,
        warnings: readable.filter((id) => troubled.has(id)).length,
        notStored: missing.filter(({ source, locator }) => unfetched.has(JSON.stringify([source, locator])))
          .length,
      };
      return [key, counts];
    }),
  );
}

function expectLaws(overview: FormsOverview, room: PullEngine): void {
  const plain = counted(room);
  let compared = 0;
  for (const { source, formId, counts } of overview.forms) {
    expect(counts.here).toBe(counts.readable + counts.notReadable);
    expect(counts.warnings).toBeLessThanOrEqual(counts.readable);
    if (counts.onServer === null || counts.toPull === null) {
      expect([counts.onServer, counts.toPull]).toEqual([null, null]);
      continue;
    }
    expect(counts.onServer + counts.onlyHere).toBe(counts.here + counts.toPull);
    expect(counts.notStored).toBeLessThanOrEqual(counts.toPull);
    const { leftOut: _, changed: __, unlisted = 0, ...own } = counts;
    expect(unlisted).toBeLessThanOrEqual(counts.onlyHere);
    const same = plain.get(JSON.stringify([source, formId]));
    if (same === undefined) expect(own).toEqual({ ...own, onServer: 0, here: 0, toPull: 0 });
    else expect(own, `${source} ${formId}`).toEqual(same);
    compared += same === undefined ? 0 : 1;
  }
  expect(compared).toBe(plain.size);
}

const rowOf = (overview: FormsOverview, source: string, formId: string): FormCounts => {
  const row = overview.forms.find((form) => form.source === source && form.formId === formId);
  if (row === undefined) throw new Error(`no row of ${formId} at ${source}`);
  return row.counts;
};

test('every law of the counts holds, with problems, duplicates, gone, not stored and never counted', async () => {
  const room = rooms.start({ keys: [oldKey(), corpusKey('A')] });
  const project = sampleProject(160);
  const whole = await rooms.server({ data: project });
  room.addServer('project', whole);
  room.addServer(
    'broken',
    await rooms.server({
      data: tinyData(12),
      faults: [{ kind: 'status', status: 404, at: /downloadSubmission.*00000[35]/ }],
    }),
  );
  const twice = join(rooms.root, 'twice');
  cpSync(join(caseFolder('b07a-duplicate-same'), 'briefcase'), twice, { recursive: true });
  room.addFolder('twice', twice);
  const loose = join(rooms.root, 'loose');
  cpSync(join(caseFolder('b07a-duplicate-same'), 'flat'), loose, { recursive: true });
  room.addFolder('loose', loose);

  await chooseAll(room);
  room.addServer('never', await rooms.server({ data: tinyData(3) }));
  expectLaws(await room.ask['forms.list']({}), room);
  await pullAll(room);
  const pulled = await room.ask['forms.list']({});
  expectLaws(pulled, room);
  expect(rowOf(pulled, 'broken', 'household')).toMatchObject({
    onServer: 12,
    here: 10,
    toPull: 2,
    notStored: 2,
  });
  // Four folders, one submission twice.
  const [form] = pulled.forms.filter(({ source }) => source === 'twice');
  expect(form?.counts).toMatchObject({ onServer: 3, here: 3, toPull: 0 });
  const [other] = pulled.forms.filter(({ source, counts }) => source === 'loose' && counts.here > 0);
  expect(other?.counts).toMatchObject({ onServer: 3, here: 3, toPull: 0 });
  expect(pulled.sources.map(({ name }) => name)).toEqual(['broken', 'loose', 'never', 'project', 'twice']);

  expect(pulled.sources.map(({ layout }) => layout)).toEqual([null, 'collect', null, null, 'briefcase']);

  // The server now lists half of what it did.
  room.workspace.servers.remove('project');
  room.addServer('project', await rooms.server({ data: fewer(project, 2), reuse: whole.certificate }));
  const halved = await room.ask['forms.refresh']({ source: 'project' });
  expectLaws(halved, room);
  const project2 = halved.forms.filter(({ source }) => source === 'project');
  const sum = (name: 'onlyHere' | 'here'): number =>
    project2.reduce((all, { counts }) => all + counts[name], 0);
  expect([sum('here'), sum('onlyHere')]).toEqual([160, 80]);
  expect(rowOf(halved, 'broken', 'household').onServer).toBe(12);

  // And all of it again: submissions that were only here are on the server again.
  room.workspace.servers.remove('project');
  room.addServer('project', await rooms.server({ data: project, reuse: whole.certificate }));
  const back = await room.ask['forms.refresh']({ source: 'project' });
  expectLaws(back, room);
  expect(back.forms.every(({ counts }) => counts.onlyHere === 0)).toBe(true);
});

test('a pull that reads a list from its start marks what is gone, and one that goes on from a cursor does not', async () => {
  const room = rooms.start();
  const first = await rooms.server({ data: tinyData(6), flavour: 'aggregate' });
  room.addServer('s', first);
  const forms = await chooseAll(room);
  await pullAll(room);
  const pullFrom = async (data: SampleData, full: boolean): Promise<FormCounts> => {
    room.workspace.servers.remove('s');
    room.addServer('s', await rooms.server({ data, flavour: 'aggregate', reuse: first.certificate }));
    await room.ask['pull.start']({ forms: [...forms], full });
    await room.runner.ended();
    return rowOf(await room.ask['forms.list']({}), 's', 'household');
  };
  expect(await pullFrom(fewer(tinyData(6), 2), true)).toMatchObject({ onServer: 3, onlyHere: 3, here: 6 });
  const [last] = await room.ask['pull.history']({});
  const { after } = await room.ask['pull.report']({ pullId: last?.pullId ?? 0 });
  // Nothing tells of a server of no known kind whether its account still sees all.
  expect(after).toMatchObject({ onlyHere: 3, deleted: 0, unlisted: 3 });
});

test('the sources say who they are, and what keeps them from being asked', async () => {
  const room = rooms.start();
  const server = await rooms.server({ data: tinyData(1) });
  room.addServer('a', server);
  room.addServer('b', server);
  room.context.secrets.forget('b');
  const overview = await room.ask['forms.list']({});
  expect(overview.sources).toMatchObject([
    { name: 'a', kind: 'openrosa', account: 'amina', needsSignIn: false, notReached: null, countedAt: null },
    { name: 'b', needsSignIn: true },
  ]);
  expect(overview.forms).toEqual([]);
  room.workspace.servers.remove('a');
  const ended = await rooms.server({ data: tinyData(1), reuse: server.certificate });
  await ended.close();
  room.addServer('a', { ...ended, caFile: server.caFile });
  const missed = await room.ask['forms.refresh']({ source: null });
  expect(missed.sources[0]?.notReached?.problem.code).toBe('net.refused');
  expect(missed.sources[1]?.notReached).toBeNull();
  await expect(room.ask['forms.refresh']({ source: 'b' })).rejects.toMatchObject({
    code: 'engine.sign_in_needed',
  });
});

test('the details of a form, its settings, and the ids that the server lists', async () => {
  let told = 0;
  const room = rooms.start({
    onSettings: () => {
      told += 1;
    },
  });
  room.addServer('s', await rooms.server({ data: tinyData(4) }));
  const form = { source: 's', formId: 'household' };
  await room.ask['forms.refresh']({ source: 's' });
  const listed = await room.ask['forms.listed']({ form, offset: 1, limit: 2 });
  expect(listed).toMatchObject({ total: 4, ids: [{ isHere: false }, { isHere: false }] });
  const before = await room.ask['forms.details']({ ...form });
  expect(before.settings).toMatchObject({ which: { kind: 'new' }, media: true, exportWith: null });
  expect(before.row).toMatchObject({
    title: 'Household',
    versions: ['7'],
    key: { kind: 'none', isTried: false },
  });
  const settings = { ...before.settings, media: false, repeat: { kind: 'daily', at: '06:00' } as const };
  expect((await room.ask['forms.set']({ form, settings })).settings).toEqual(settings);
  expect(told).toBe(1);
  await pullAll(room, [form]);
  const after = await room.ask['forms.details']({ ...form });
  expect(after.versions).toMatchObject([{ version: '7', here: 4 }]);
  expect(after.lastPulls).toMatchObject([{ kind: 'pull', forms: 1, counts: { toFetch: 4, stored: 4 } }]);
  expect(after.row.lastPullAt).not.toBeNull();
  expect(await room.ask['forms.listed']({ form, offset: 0, limit: 500 })).toMatchObject({
    total: 4,
    ids: [{ isHere: true }, { isHere: true }, { isHere: true }, { isHere: true }],
  });
  await expect(
    (async () => room.ask['forms.details']({ source: 's', formId: 'none' }))(),
  ).rejects.toMatchObject({ code: 'engine.form_unknown' });
});

test('a form that was never listed has what the list of forms says of it', async () => {
  const room = rooms.start();
  room.addServer('s', await rooms.server({ data: tinyData(1) }));
  const refs = ['household', 'plain'].map((formId) => ({
    ...{ formId, version: null, name: formId, locator: formId, mediaLocator: null },
    ...(formId === 'household' ? { isEncrypted: true, counted: 120 } : {}),
  }));
  room.workspace.transaction(() => room.workspace.sourceForms.putList('s', refs));
  const { forms } = await room.ask['forms.list']({});
  expect(forms).toMatchObject([
    { formId: 'household', key: { kind: 'none' }, counts: { onServer: 120, here: 0, toPull: 120 } },
    { formId: 'plain', key: { kind: 'unknown' }, counts: { onServer: null, toPull: null } },
  ]);
  const counted = await room.ask['forms.refresh']({ source: 's' });
  expect(counted.forms.map(({ counts }) => counts.onServer)).toEqual([1, 1]);
  expectLaws(counted, room);
});

test('the forms of loose envelopes are chosen, set and pulled with their folder', async () => {
  const asked: string[] = [];
  const room = rooms.start({
    keys: [corpusKey('A')],
    runPreset: async (formId, profile) => {
      asked.push(`${formId} ${profile}`);
      return { files: 1, rows: 1, path: '/somewhere' };
    },
  });
  const folder = join(rooms.root, 'envelopes');
  cpSync(join(caseFolder('g08-media'), 'flat', 'instances'), folder, { recursive: true });
  room.addFolder('envelopes', folder);
  const [nameless] = (await room.ask['forms.refresh']({ source: 'envelopes' })).forms;
  expect(nameless).toMatchObject({ formId: '', counts: { onServer: 6, here: 0, toPull: 6 } });
  await pullAll(room, [{ source: 'envelopes', formId: '' }]);
  const { forms } = await room.ask['forms.list']({});
  expectLaws(await room.ask['forms.list']({}), room);
  expect(forms).toHaveLength(1);
  const [form] = forms;
  expect(form?.counts).toMatchObject({ onServer: 6, here: 6, toPull: 0 });
  const key = { source: 'envelopes', formId: form?.formId ?? '' };
  expect(key.formId).not.toBe('');
  await room.ask['forms.choose']({ forms: [key], isChosen: true });
  const { settings } = await room.ask['forms.details'](key);
  await room.ask['forms.set']({ form: key, settings: { ...settings, exportWith: 'weekly' } });
  expect((await room.ask['forms.details'](key)).settings.exportWith).toBe('weekly');
  expect((await room.ask['forms.list']({})).forms[0]?.isChosen).toBe(true);
  expect((await room.ask['forms.listed']({ form: key, offset: 0, limit: 10 })).total).toBe(6);
  expect((await pullAll(room)).totals).toMatchObject({ listed: 6, alreadyHere: 6 });
  expect(asked).toEqual([`${key.formId} weekly`]);
});
