// Covers core/pull/causes.ts, core/pull/opened-since.ts, core/model/run-report.ts, core/store/telling.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { connectTo, type KindOfServer, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { sampleKeys } from '../../fixtures/servers/sample-pull.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { systemClock } from '../ground/clock.ts';
import type { FetchedPart, FetchedSubmission } from '../model/fetched.ts';
import type { Source } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { openWaiting } from './open-waiting.ts';
import { runLine } from './run.ts';
import type { RunOptions } from './run-options.ts';

/* Servers that have one file of a submission today and another tomorrow: what comes is kept, piece by piece. */

let server: KindOfServer;
let root = '';
let workspace: Workspace;
beforeAll(async () => {
  server = await startSampleServer('kobo', sampleProject(12));
});
afterAll(() => server.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attache-late-'));
  workspace = testWorkspace(root);
});
afterEach(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

type Change = (fetched: FetchedSubmission) => FetchedSubmission;

/** Pulls from the server through what is made of its answers; `stamp` is what the list says of each. */
async function pull(
  stamp: string,
  change: Change,
  { excludeDefinitions = false, ...more }: Partial<RunOptions> & { excludeDefinitions?: boolean } = {},
) {
  const source = await connectTo('kobo', server);
  const altered: Source = {
    kind: 'kobo',
    formMedia: null,
    listForms: (signal) => source.listForms(signal),
    fetchForm: async (...asked) => (excludeDefinitions ? [] : source.fetchForm(...asked)),
    async *listSubmissions(...asked) {
      for await (const { refs, cursor } of source.listSubmissions(...asked)) {
        yield { refs: refs.map((ref) => ({ ...ref, stamp })), cursor };
      }
    },
    fetchSubmission: async (...asked) => change(await source.fetchSubmission(...asked)),
    close: () => source.close(),
  };
  try {
    return await runLine({ ...plainRun(), workspace, source: altered, sourceName: 's', ...more });
  } finally {
    await altered.close();
  }
}

const isAnswers = ({ name }: FetchedPart): boolean => name === 'submission.xml.enc';
const only =
  (isWanted: (part: FetchedPart) => boolean): Change =>
  (fetched) => ({
    ...fetched,
    parts: fetched.parts.map((part) => (isWanted(part) ? part : { ...part, content: null })),
  });
const whole: Change = (fetched) => fetched;
const answers = only(isAnswers);
const photos = only((part) => !isAnswers(part));

const count = (where: string): number =>
  rowsIn<{ n: number }>(workspace, `SELECT count(*) AS n FROM submission s WHERE ${where}`)[0]?.n ?? 0;
const readable = () => count('record_count > 0');
const lacking = () =>
  count("EXISTS (SELECT 1 FROM attachment a WHERE a.submission_id = s.id AND a.state <> 'present')");

function open() {
  return openWaiting({
    workspace,
    keys: sampleKeys.both,
    formId: null,
    keepCiphertext: false,
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}

/** How many can be read, and lack a file, when all has come at once. */
async function atOnce(): Promise<{ readable: number; lacking: number }> {
  await pull('1', whole, { keys: sampleKeys.both });
  const found = { readable: readable(), lacking: lacking() };
  workspace.close();
  rmSync(root, { recursive: true, force: true });
  workspace = testWorkspace(root);
  return found;
}

describe.each([
  ['with its key', sampleKeys.both],
  ['without a key', []],
] as const)('%s', (_, keys) => {
  test('answers that come after the photos are kept while one photo is still missing', async () => {
    await pull('1', photos, { keys });
    expect(readable()).toBe(0);
    // The photo that was there may even be missing now: it is here already.
    const report = await pull('2', answers, { keys });
    expect(report.counts.improved).toBeGreaterThan(5);
    if (keys.length === 0) await open();
    const { readable: all, lacking: none } = { readable: readable(), lacking: lacking() };
    expect({ readable: all, lacking: none }).toEqual(await atOnce());
  });

  test('photos that come after the answers complete them', async () => {
    await pull('1', answers, { keys });
    await pull('2', photos, { keys });
    if (keys.length === 0) await open();
    const found = { readable: readable(), lacking: lacking() };
    expect(found).toEqual(await atOnce());
  });
});

test('answers from one source complete the photos of another', async () => {
  await pull('1', photos, { keys: sampleKeys.both });
  await pull('1', answers, { keys: sampleKeys.both, sourceName: 'another' });
  const found = { readable: readable(), lacking: lacking() };
  await pull('2', whole, { keys: sampleKeys.both });
  expect(found).toEqual({ readable: readable(), lacking: lacking() });
});

test('answers that come when no key is here are kept of what a key has opened without them', async () => {
  await pull('1', photos, { keys: sampleKeys.both });
  await pull('2', whole, { keys: [] });
  expect(count("state = 'sealed'")).toBeGreaterThan(5);
  await open();
  const found = { readable: readable(), lacking: lacking() };
  expect(found).toEqual(await atOnce());
});

test('a damaged file is fetched again by the next pull that has its key, though the list says nothing new', async () => {
  const damaged: Change = (fetched) => ({
    ...fetched,
    parts: fetched.parts.map((part) =>
      part.content?.kind === 'bytes' && isAnswers(part)
        ? { ...part, content: { kind: 'bytes', bytes: part.content.bytes.subarray(0, -16) } as const }
        : part,
    ),
  });
  await pull('1', damaged, { keys: sampleKeys.both });
  expect(readable()).toBeLessThan(3);
  expect((await pull('1', whole)).counts.toFetch).toBeLessThan(3);
  await pull('1', whole, { keys: sampleKeys.both });
  const found = { readable: readable(), lacking: lacking() };
  expect((await pull('1', whole, { keys: sampleKeys.both })).counts.toFetch).toBeLessThan(3);
  expect((await pull('1', whole, { keys: sampleKeys.both })).counts.toFetch).toBe(0);
  expect(found).toEqual(await atOnce());
});

test('a damaged file that comes again the same is left, and asked for by a whole pull and a retry only', async () => {
  const damaged: Change = (fetched) => ({
    ...fetched,
    parts: fetched.parts.map((part) =>
      isAnswers(part) ? { ...part, content: { kind: 'bytes', bytes: Buffer.alloc(64, 7) } as const } : part,
    ),
  });
  const keys = sampleKeys.both;
  const first = await pull('1', damaged, { keys });
  const { toFetch } = (await pull('1', damaged, { keys })).counts;
  expect(toFetch).toBeGreaterThan(5);
  expect(toFetch).toBeLessThanOrEqual(first.counts.toFetch);
  expect((await pull('1', damaged, { keys })).counts.toFetch).toBe(0);
  expect((await pull('1', damaged, { keys, full: true })).counts.toFetch).toBe(toFetch);
  expect((await pull('1', whole, { keys, kind: 'retry' })).counts.improved).toBeGreaterThan(5);
});

test('a proved copy that differs in what its signature does not cover is the same one', async () => {
  const noted: Change = (fetched) => {
    if (fetched.xml.kind !== 'bytes') return fetched;
    const text = Buffer.from(fetched.xml.bytes).toString();
    const bytes = Buffer.from(text.replace(/ElementSignature>..../, '$&\n'));
    return { ...fetched, xml: { kind: 'bytes', bytes } };
  };
  const keys = sampleKeys.both;
  await pull('1', noted, { keys });
  const proved = count("signature = 'valid'");
  expect(proved).toBeGreaterThan(5);
  await pull('2', whole, { keys });
  expect(count("signature = 'valid'")).toBe(proved);
  expect(
    count("EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = s.id AND p.code = 'submission.conflict')"),
  ).toBe(0);
});

test('a damaged session key that came before the definition is fetched again when everything is', async () => {
  const damaged: Change = (fetched) => {
    if (fetched.xml.kind !== 'bytes') return fetched;
    const text = Buffer.from(fetched.xml.bytes).toString('utf8');
    const other = text.replace(/(<base64EncryptedKey>)(.)/, (_, tag: string, first: string) => {
      return tag + (first === 'A' ? 'B' : 'A');
    });
    return { ...fetched, xml: { kind: 'bytes', bytes: Buffer.from(other) } };
  };
  const noDefinition = { keys: sampleKeys.both, excludeDefinitions: true } as const;
  await pull('0', damaged, noDefinition);
  expect(count("state = 'sealed'")).toBeGreaterThan(5);
  // Without the definition nobody knows that the form's key is at hand.
  await pull('0', whole, { keys: sampleKeys.both });
  await pull('0', whole, { keys: sampleKeys.both, full: true });
  const found = { readable: readable(), lacking: lacking() };
  expect(found).toEqual(await atOnce());
});
