import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { Fault, FaultKind } from '../../fixtures/servers/faults.ts';
import { addresses, type Stage, stages, startSampleServer } from '../../fixtures/servers/kinds.ts';
import {
  complete,
  samplePull,
  storedIn,
  undisturbed,
  withWorkspace,
} from '../../fixtures/servers/sample-pull.ts';
import type { HttpTimeouts } from '../source/http.ts';
import { type ServerKind, serverKinds } from '../source/web-source.ts';
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
  'redirect loop': { kind: 'redirect', to: '/round' },
  'wrong bytes': { kind: 'wrong-bytes' },
  'half of it': { kind: 'truncated' },
  'invalid UTF-8': { kind: 'invalid-utf8' },
  'no XML, no JSON': { kind: 'body', text: '\ufffd\u0001{' },
  'gzip bomb': { kind: 'gzip-bomb', bytes: 80 * MEGABYTE },
  '1 GB document': { kind: 'endless', bytes: 1024 * MEGABYTE },
};

/** Where a fault needs less patience than usual to be seen, and where more: a gigabyte takes its time. */
const patience: Readonly<Record<string, Partial<HttpTimeouts>>> = {
  'a byte now and then': { headers: 400, idle: 400, document: 400, part: 400 },
  '1 GB document': { headers: 4000, idle: 4000, document: 30_000, part: 30_000 },
  'gzip bomb': { headers: 4000, idle: 4000, document: 30_000, part: 30_000 },
};

const data = sampleProject(9);
const right = undisturbed((kind) => startSampleServer(kind, data));
const names = Object.keys(faults);

/**
 * What nobody can tell before a key opens it: a file of other bytes, from a server that gives no MD5 with it. It is told
 * when it is opened, and a retry fetches it again.
 */
const unseen: Readonly<Partial<Record<ServerKind, readonly string[]>>> = {
  kobo: ['wrong bytes', 'half of it', 'invalid UTF-8', 'no XML, no JSON'],
  central: ['half of it', 'invalid UTF-8', 'no XML, no JSON'],
};

/** Why a cell cannot be; null when it can. */
function impossible(kind: ServerKind, name: string, stage: Stage): string | null {
  if (addresses[kind][stage] === null) return 'no such request';
  if (stage === 'file' && name === '1 GB document') return 'a file may be that large';
  return stage === 'file' && unseen[kind]?.includes(name) === true ? 'not seen before it is opened' : null;
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
  const wanted = await right(kind);
  const at = addresses[kind][stage];
  const fault = faults[name];
  if (at === null || fault === undefined) throw new Error('no such cell');
  await withWorkspace(async (workspace) => {
    // As often as a request is tried: the first one fails for good, the others do not.
    const twice = { ...fault, at, times: 2 } as Fault;
    const server = await startSampleServer(kind, data, { faults: [twice] });
    const timeouts = patience[name];
    const pull = { workspace, kind, server, ...(timeouts === undefined ? {} : { options: { timeouts } }) };
    try {
      const first = await samplePull(pull);
      const whole = new Set(wanted.map(({ content }) => content));
      for (const { content, state } of storedIn(workspace)) {
        // What arrived damaged may be kept as such, and is told; it is never taken for something readable.
        if (!whole.has(content)) expect(state).toBe('failed');
      }
      const { by, stored } = await complete(pull, wanted);
      expect(stored).toEqual(wanted);
      table.set(JSON.stringify([kind, name, stage]), `${first}${by === 'retry' ? ' (retry)' : ''}`);
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
