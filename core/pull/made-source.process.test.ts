// Covers core/pull/away.ts, core/pull/open-waiting.ts, core/pull/run.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { connectTo, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { sampleKeys } from '../../fixtures/servers/sample-pull.ts';
import { tinyManifest } from '../../fixtures/servers/tiny-data.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { systemClock } from '../ground/clock.ts';
import { isProblem, Problem } from '../ground/problem.ts';
import type { FetchedSubmission, ServerFacts } from '../model/fetched.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { RefPage, SubmissionRef } from '../model/submission-ref.ts';
import type { Source } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { Away } from './away.ts';
import { openWaiting } from './open-waiting.ts';
import { runLine } from './run.ts';
import type { RunOptions } from './run-options.ts';

/* Pulls from sources that are made for it: what comes in an order that no sample server gives on request. */

const form: FormRef = { formId: 'f', version: '1', name: 'f', locator: 'f', mediaLocator: null };
const silent: ServerFacts = { submissionDate: null, submitter: null, device: null, reviewState: null };
const dated: ServerFacts = { ...silent, submissionDate: '2026-01-01T00:00:00Z' };
const DAMAGED =
  "SELECT count(DISTINCT submission_id) AS n FROM problem WHERE code LIKE 'decrypt.%' AND code <> 'decrypt.signature_absent'";
/** What looks damaged: one is encrypted for another key than its form names. */
const IN_DOUBT = 'SELECT count(*) AS n FROM listed WHERE doubt IS NOT NULL';
let root = '';
let workspace: Workspace;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attache-made-'));
  workspace = testWorkspace(root);
});
afterEach(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

function made(parts: Partial<Source>): Source {
  return {
    kind: 'openrosa',
    formMedia: null,
    listForms: () => Promise.resolve([form]),
    fetchForm: () => Promise.resolve([]),
    listSubmissions: () => pages([]),
    fetchSubmission: (ref) => Promise.resolve(plain(ref, dated)),
    close: () => Promise.resolve(),
    ...parts,
  };
}

async function* pages(refs: readonly SubmissionRef[], cursor: string | null = null): AsyncGenerator<RefPage> {
  yield { refs, cursor };
}

function refsOf(locators: readonly string[], stamp = ''): readonly SubmissionRef[] {
  return locators.map((locator) => ({ formId: 'f', locator, stamp }));
}

function plain(ref: SubmissionRef, facts: ServerFacts, photo: boolean | null = null): FetchedSubmission {
  const answer = photo === null ? '1' : 'x.jpg';
  const xml = `<data id="f" version="1"><q>${answer}</q><meta><instanceID>uuid:${ref.locator}</instanceID></meta></data>`;
  const content = photo === true ? ({ kind: 'bytes', bytes: Buffer.from('jpg') } as const) : null;
  return {
    ref,
    xml: { kind: 'bytes', bytes: Buffer.from(xml) },
    parts: photo === null ? [] : [{ name: 'x.jpg', content }],
    facts,
    problems: photo === false ? [new Problem('source.part_missing', { file: 'x.jpg' }).data] : [],
  };
}

function pull(source: Source, more: Partial<RunOptions> = {}) {
  return runLine({
    ...plainRun(),
    workspace,
    source,
    sourceName: 's',
    connections: 4,
    ...more,
  });
}

const rows = <T>(sql: string) => rowsIn<T>(workspace, sql);

const FACTS = 'SELECT submitter, review_state AS review, submission_date AS date FROM submission';
const many = Array.from({ length: 500 }, (_, i) => `s${i}`);

test('a first list that was read on after an interruption is compared whole by the next pull', async () => {
  const cursor =
    '<cursor xmlns="http://www.opendatakit.org/cursor"><attributeName>_LAST_UPDATE_DATE</attributeName><attributeValue>2026-01-02T03:04:05.678+0000</attributeValue><uriLastReturnedValue>a</uriLastReturnedValue><isForwardCursor>true</isForwardCursor></cursor>';
  let here = ['a', 'b', 'c'];
  let isCut = true;
  const asked: boolean[] = [];
  const source = made({
    async *listSubmissions(_form, from) {
      asked.push(from === null);
      if (from === null) yield { refs: refsOf(here.slice(0, 1)), cursor };
      if (isCut) throw new Problem('net.cut', { host: 'h', file: 'submissionList' });
      yield { refs: refsOf(here.slice(1)), cursor };
    },
  });
  await pull(source);
  isCut = false;
  await pull(source);
  here = ['a', 'c'];
  await pull(source);
  await pull(source);
  expect(asked).toEqual([true, false, true, false]);
  expect(rows('SELECT locator FROM listed WHERE is_gone = 1')).toEqual([{ locator: 'b' }]);
});

test('files of a plain submission that come one after the other are all kept', async () => {
  const xml =
    '<data id="f" version="1"><q>x.jpg</q><p>y.jpg</p><meta><instanceID>uuid:a</instanceID></meta></data>';
  for (const name of ['x.jpg', 'y.jpg']) {
    const content = { kind: 'bytes', bytes: Buffer.from(name) } as const;
    const source = made({
      listSubmissions: () => pages(refsOf(['a'], name)),
      fetchSubmission: (ref) =>
        Promise.resolve({
          ref,
          xml: { kind: 'bytes', bytes: Buffer.from(xml) },
          parts: [{ name, content }],
          facts: dated,
          problems: [],
        }),
    });
    await pull(source, { sourceName: `folder:${name}` });
  }
  expect(rows('SELECT name, state FROM attachment ORDER BY name')).toEqual([
    { name: 'x.jpg', state: 'present' },
    { name: 'y.jpg', state: 'present' },
  ]);
});

test('a review of a submission that nobody signed is withdrawn with it', async () => {
  let review: string | null = 'approved';
  const source = made({
    listSubmissions: () => pages(refsOf(['a'], String(review))),
    fetchSubmission: (ref) => Promise.resolve(plain(ref, { ...dated, reviewState: review })),
  });
  await pull(source);
  expect(rows(FACTS)).toMatchObject([{ review: 'approved' }]);
  review = null;
  await pull(source);
  expect(rows(FACTS)).toMatchObject([{ review: null }]);
});

test('a better copy from a source that says nothing of it keeps what is known', async () => {
  const facts = { ...dated, submitter: 'amina', reviewState: 'approved' };
  const known = [{ submitter: 'amina', review: 'approved', date: dated.submissionDate }];
  const server = made({
    listSubmissions: () => pages(refsOf(['a'], '1')),
    fetchSubmission: (ref) => Promise.resolve(plain(ref, facts, false)),
  });
  await pull(server);
  const folder = made({
    listSubmissions: () => pages(refsOf(['a'])),
    fetchSubmission: (ref) => Promise.resolve(plain(ref, silent, true)),
  });
  await pull(folder, { sourceName: 'folder:x' });
  expect(rows(FACTS)).toEqual(known);
  expect(rows('SELECT state FROM attachment')).toEqual([{ state: 'present' }]);
});

test('a review that was withdrawn goes with a better copy, too', async () => {
  let [review, photo]: [string | null, boolean] = ['approved', false];
  const source = made({
    listSubmissions: () => pages(refsOf(['a'], `${review} ${photo}`)),
    fetchSubmission: (ref) => Promise.resolve(plain(ref, { ...dated, reviewState: review }, photo)),
  });
  await pull(source);
  [review, photo] = [null, true];
  await pull(source);
  expect(rows(FACTS)).toMatchObject([{ review: null }]);
});

test('a source that is too busy is left alone, and the next pull downloads the rest', async () => {
  let requests = 0;
  let isBusy = true;
  const source = made({
    listSubmissions: () => pages(refsOf(many)),
    fetchSubmission: (ref) => {
      requests += 1;
      if (isBusy) throw new Problem('net.busy', { host: 'h', file: 'submission.xml', seconds: 3600 });
      return Promise.resolve(plain(ref, dated));
    },
    reach: () => Promise.resolve(),
  });
  await expect(pull(source)).rejects.toMatchObject({ code: 'net.busy' });
  expect(requests).toBeLessThan(30);
  isBusy = false;
  expect((await pull(source)).counts).toMatchObject({ added: many.length, notFetched: 0 });
});

test.each([true, false])(
  'of failures in a row, the source itself is asked; it answers: %s',
  async (answers) => {
    let requests = 0;
    const source = made({
      listSubmissions: () => pages(refsOf(many)),
      fetchSubmission: () => {
        requests += 1;
        throw new Problem('net.server_error', { host: 'h', file: 'submission.xml', status: 500 });
      },
      reach: () => (answers ? Promise.resolve() : Promise.reject(new Problem('net.refused', { host: 'h' }))),
    });
    const outcome = await pull(source).catch((error) => (isProblem(error) ? error.code : error));
    if (answers) expect(outcome).toMatchObject({ counts: { notFetched: many.length } });
    else expect([outcome, requests < 30]).toEqual(['net.server_error', true]);
  },
);

test('a submission that breaks its server each time is reported, and the others go on', async () => {
  let isDown = false;
  const source = made({
    listSubmissions: () => pages(refsOf(['bad', 'good'])),
    fetchSubmission: (ref) => {
      if (ref.locator === 'good') return Promise.resolve(plain(ref, dated));
      isDown = true;
      throw new Problem('net.cut', { host: 'h', file: 'submission.xml' });
    },
    reach: () => {
      if (!isDown) return Promise.resolve();
      isDown = false;
      return Promise.reject(new Problem('net.refused', { host: 'h' }));
    },
  });
  const clock = { ...systemClock, sleep: () => Promise.resolve() };
  const away = new Away({ source, clock, onAway: () => {} });
  const report = await pull(source, { connections: 1, away });
  expect(report.counts).toMatchObject({ added: 1, notFetched: 1 });
});

test('what a list said is there when it is fetched, whatever was listed and opened meanwhile', async () => {
  const notes: (string | undefined)[] = [];
  let said = { stamp: '', note: 'first' };
  let fails = false;
  const source = made({
    listSubmissions: () => pages([{ formId: 'f', locator: 'a', ...said }]),
    fetchSubmission: (ref) => {
      notes.push(ref.note);
      if (fails) throw new Problem('net.not_found', { host: 'h', file: 'a' });
      return Promise.resolve(plain(ref, dated));
    },
  });
  await pull(source);
  said = { stamp: 'reviewed', note: 'second' };
  fails = true;
  await pull(source);
  // Its note changes, and its stamp does not.
  said = { stamp: 'reviewed', note: 'third' };
  await pull(source);
  fails = false;
  await pull(source);
  await pull(source);
  expect(notes).toEqual(['first', 'second', 'third', 'third']);
  expect(rows('SELECT note FROM listed')).toEqual([{ note: null }]);
});

test('a session key that Aggregate has cut to 255 characters is told apart', async () => {
  const manifest = tinyManifest('f', 'uuid:a', []).replace('QUJD', 'A'.repeat(255));
  const source = made({
    listSubmissions: () => pages(refsOf(['a'])),
    fetchSubmission: (ref) =>
      Promise.resolve({ ...plain(ref, dated), xml: { kind: 'bytes', bytes: Buffer.from(manifest) } }),
  });
  await pull(source);
  expect(rows("SELECT code FROM problem WHERE code LIKE '%key%'")).toEqual([
    { code: 'submission.key_truncated' },
  ]);
});

/** Opens what is here and waits, with the keys of the sample project. */
function open() {
  return openWaiting({
    workspace,
    keys: sampleKeys.both,
    formId: null,
    keepCiphertext: false,
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
}

/** How much of the workspace is there: what must not become less. */
const wholeness = () =>
  rows<{ files: number; present: number }>(
    `SELECT (SELECT count(*) FROM ciphertext) AS files,
       (SELECT count(*) FROM attachment WHERE state = 'present') AS present`,
  )[0];
const inState = (state: string) =>
  rows<{ n: number }>(`SELECT count(*) AS n FROM submission WHERE state = '${state}'`)[0]?.n;

test('what comes damaged, with nothing to check it by, is fetched once more when its key shows it', async () => {
  const server = await startSampleServer('kobo', sampleProject(60));
  const source = await connectTo('kobo', server);
  try {
    await pull(source);
    const { counts } = await open();
    const [damaged] = rows<{ n: number }>(DAMAGED);
    // Only what no key opens waits for one still.
    expect(
      rows("SELECT code FROM problem p JOIN submission s ON s.id = p.submission_id WHERE s.state = 'sealed'"),
    ).toEqual([{ code: 'key.none_fits' }]);
    expect(damaged?.n).toBeGreaterThan(0);
    expect([counts.unchanged, counts.failed]).toEqual([1 + counts.failed, damaged?.n]);
    const before = wholeness();
    const taken = [];
    for (const keys of [[], sampleKeys.both, sampleKeys.both]) {
      taken.push((await pull(source, { keys })).counts.toFetch);
    }
    // Without its key nothing could be told of another copy; one is encrypted for another key than its form names.
    expect(taken).toEqual([0, (damaged?.n ?? 0) + 1, 0]);
    expect(wholeness()).toEqual(before);
    // What is tried again without its key takes the place of nothing.
    await pull(source, { kind: 'retry' });
    expect(wholeness()).toEqual(before);
  } finally {
    await source.close();
    await server.close();
  }
});

test.each(['damaged', 'missing'] as const)(
  'a %s photo that comes good while no key is at hand is taken when the key is',
  async (how) => {
    const server = await startSampleServer('kobo', sampleProject(60));
    const source = await connectTo('kobo', server);
    let isGood = false;
    const altered: Source = {
      kind: 'kobo',
      formMedia: null,
      listForms: (signal) => source.listForms(signal),
      fetchForm: (...asked) => source.fetchForm(...asked),
      async *listSubmissions(...asked) {
        for await (const page of source.listSubmissions(...asked)) {
          yield {
            ...page,
            refs: page.refs.map((ref) => ({ ...ref, stamp: `${ref.stamp} ${how === 'missing' && isGood}` })),
          };
        }
      },
      fetchSubmission: async (...asked) => {
        const fetched = await source.fetchSubmission(...asked);
        if (isGood) return fetched;
        const parts = fetched.parts.map((part) => {
          if (part.name === 'submission.xml.enc' || part.content?.kind !== 'bytes') return part;
          if (how === 'missing') return { ...part, content: null };
          return { ...part, content: { kind: 'bytes', bytes: part.content.bytes.subarray(3) } as const };
        });
        return { ...fetched, parts };
      },
      close: () => source.close(),
    };
    try {
      await pull(altered);
      await open();
      const lacking = inState('incomplete') ?? 0;
      expect(lacking).toBeGreaterThan(5);
      isGood = true;
      await pull(altered);
      await open();
      expect(inState('incomplete')).toBe(lacking);
      await pull(altered, { keys: sampleKeys.both });
      // The sample project itself lacks one.
      expect(inState('incomplete')).toBe(1);
      expect((await pull(altered, { keys: sampleKeys.both })).counts.toFetch).toBe(0);
    } finally {
      await altered.close();
      await server.close();
    }
  },
);

test('what comes damaged, with nothing to check it by, is fetched once more and then left', async () => {
  const server = await startSampleServer('kobo', sampleProject(60));
  const source = await connectTo('kobo', server);
  try {
    const keys = sampleKeys.both;
    const counts = [];
    for (let i = 0; i < 3; i += 1) counts.push((await pull(source, { keys })).counts);
    const [damaged] = rows<{ n: number }>(DAMAGED);
    const [inDoubt] = rows<{ n: number }>(IN_DOUBT);
    expect(damaged?.n).toBeGreaterThan(0);
    expect(inDoubt?.n).toBe((damaged?.n ?? 0) + 1);
    expect(counts.map(({ toFetch }) => toFetch)).toEqual([60, inDoubt?.n, 0]);
  } finally {
    await source.close();
    await server.close();
  }
});
