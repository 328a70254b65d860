// Covers core/pull/run.ts, core/source/http/.
import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { Fault, FaultKind } from '../../fixtures/servers/faults.ts';
import {
  addressesOf,
  IMPATIENT,
  type Stage,
  sampleOf,
  stages,
  startSampleServer,
} from '../../fixtures/servers/kinds.ts';
import {
  complete,
  type StoredLine,
  sampleKeys,
  samplePull,
  storedIn,
  undisturbed,
  withWorkspace,
} from '../../fixtures/servers/sample-pull.ts';
import { type ServerKind, serverKinds } from '../model/server-kind.ts';
import type { HttpTimeouts } from '../source/http/options.ts';
import { showTable } from '../testing/reliability-page.ts';

/*
 * Each kind of server with each fault at each stage of a pull: the first pull ends with the right data or with a problem
 * that says what to do, never with wrong data; the next one, or a retry, completes it. `npm test` takes each fault with
 * two kinds at one stage; `npm run test:matrix` takes all, and prints the table of docs/reliability.md.
 */
const isWhole = process.env.ATTACHE_MATRIX === 'all';

const MEGABYTE = 1 << 20;
const faults: Readonly<Record<string, FaultKind>> = {
  reset: { kind: 'reset' },
  'cut in the body': { kind: 'cut', after: 40 },
  'cut, length unknown': { kind: 'cut', after: 40, isLengthTold: false },
  stalled: { kind: 'stall', after: 10 },
  silence: { kind: 'silence' },
  'a byte now and then': { kind: 'slow', every: 100 },
  '401': { kind: 'status', status: 401 },
  '403': { kind: 'status', status: 403 },
  '404': { kind: 'status', status: 404 },
  '408': { kind: 'status', status: 408 },
  '429': { kind: 'status', status: 429 },
  '429, wait': { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
  '500': { kind: 'status', status: 500 },
  '502': { kind: 'status', status: 502 },
  '503': { kind: 'status', status: 503 },
  'web page': { kind: 'web-page' },
  'redirect to http': { kind: 'redirect', to: 'http://localhost:1/' },
  'redirect to another host': { kind: 'other-host' },
  'redirect loop': { kind: 'redirect-loop' },
  'wrong bytes': { kind: 'wrong-bytes' },
  'half of it': { kind: 'truncated' },
  'invalid UTF-8': { kind: 'invalid-utf8' },
  'no XML, no JSON': { kind: 'body', text: '\ufffd\u0001{' },
  'gzip bomb': { kind: 'gzip-bomb', bytes: 80 * MEGABYTE },
  '1 GB document': { kind: 'endless', bytes: 1024 * MEGABYTE },
};

/** Faults that only the clock ends. A response that is only late may be given up too, and the next pull fetches it. */
const timeoutsOf: Readonly<Record<string, Partial<HttpTimeouts>>> = {
  stalled: IMPATIENT,
  silence: IMPATIENT,
  'a byte now and then': { document: 400, part: 400 },
};

const data = sampleProject(9);
const start = (kind: ServerKind) => startSampleServer(kind, data);
const right = undisturbed(start);
const rightOpened = undisturbed(start, sampleKeys.both);
const names = Object.keys(faults);

/**
 * What nobody can tell before a key opens it. These are pulled with both keys, so that it is told, and the next pull
 * fetches it once more.
 */
function isUnseen(kind: ServerKind, name: string, stage: Stage): boolean {
  return stage === 'file' && sampleOf(kind).unseenInFiles.includes(name);
}

/** Why a cell cannot be; null when it can. */
function impossible(kind: ServerKind, name: string, stage: Stage): string | null {
  if (addressesOf(kind)[stage] === null) return 'no such request';
  return stage === 'file' && name === '1 GB document' ? 'a file may be that large' : null;
}

/**
 * What can be read after a disturbed pull, and is not told as damaged, is what the server has, to the byte; so is what is
 * kept encrypted, where it is seen what it must be.
 */
function expectNothingWrong(
  stored: readonly StoredLine[],
  wanted: readonly StoredLine[],
  isSeen: boolean,
): void {
  for (const { content, plaintext, ciphertext } of stored.filter(({ isDamaged }) => !isDamaged)) {
    const own = wanted.find((one) => one.content === content);
    expect(own).toBeDefined();
    for (const [name, sha] of plaintext) expect([name, sha]).toEqual([name, own?.plaintext.get(name)]);
    if (!isSeen) continue;
    for (const [name, sha] of ciphertext) expect([name, sha]).toEqual([name, own?.ciphertext.get(name)]);
  }
}

// Aggregate and other OpenRosa servers have one connector.
const kinds = isWhole ? serverKinds : serverKinds.filter((kind) => kind !== 'openrosa');
const cells = kinds.flatMap((kind) =>
  names.flatMap((name, i) => {
    const own = stages.filter((stage) => impossible(kind, name, stage) === null);
    if (!isWhole && (i + serverKinds.indexOf(kind)) % 2 === 1) return [];
    const taken = isWhole ? own : [own[(i + serverKinds.indexOf(kind)) % own.length] ?? 'list'];
    return taken.map((stage) => [kind, name, stage] as const);
  }),
);
const table = new Map<string, string>();

test.each(cells)('%s, %s, at the %s', async (kind: ServerKind, name: string, stage: Stage) => {
  const isSeen = !isUnseen(kind, name, stage);
  const wanted = await (isSeen ? right(kind) : rightOpened(kind));
  const at = addressesOf(kind)[stage];
  const fault = faults[name];
  if (at === null || fault === undefined) throw new Error('no such cell');
  await withWorkspace(async (workspace) => {
    // As often as a request is tried: the first one fails for good, the others do not.
    const twice = { ...fault, at, times: 2 } as Fault;
    const server = await startSampleServer(kind, data, { faults: [twice] });
    const pull = { workspace, kind, server, keys: isSeen ? sampleKeys.old : sampleKeys.both };
    try {
      const first = await samplePull({ ...pull, options: { timeouts: timeoutsOf[name] } });
      if (!isSeen) expect(first).not.toBe('ok');
      expectNothingWrong(storedIn(workspace), wanted, isSeen);
      expect(await complete(pull, wanted)).toEqual(wanted);
      table.set(JSON.stringify([kind, name, stage]), first);
    } finally {
      await server.close();
    }
  });
});

afterAll(() => {
  if (!isWhole) return;
  const lines = [
    `| fault | at | ${serverKinds.join(' | ')} |`,
    `|---|---|${'---|'.repeat(serverKinds.length)}`,
  ];
  for (const name of names) {
    for (const stage of stages) {
      const row = serverKinds.map(
        (kind) => table.get(JSON.stringify([kind, name, stage])) ?? impossible(kind, name, stage) ?? '?',
      );
      lines.push(`| ${name} | ${stage} | ${row.join(' | ')} |`);
    }
  }
  showTable('faults', lines);
});
