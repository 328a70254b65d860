import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { Fault, FaultKind } from '../../fixtures/servers/faults.ts';
import type { SampleHost } from '../../fixtures/servers/host.ts';
import { addresses, connectTo, type Stage, stages, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { systemClock } from '../ports.ts';
import { isProblem } from '../problem.ts';
import { type ServerKind, serverKinds } from '../source/web-source.ts';
import { Workspace } from '../workspace.ts';
import { runLine } from './run.ts';

/*
 * Each kind of server with each fault at each stage of a pull: the first pull ends with the right data or with a problem
 * that says what to do, never with wrong data; the next one, or a retry, completes it. `npm test` takes one stage for
 * each kind and fault; `npm run test:matrix` takes all, and prints the table of docs/reliability.md.
 */
const isWhole = process.env.ATTACHE_MATRIX === 'all';

const faults: Readonly<Record<string, FaultKind>> = {
  reset: { kind: 'reset' },
  'cut in the body': { kind: 'cut', after: 40 },
  stalled: { kind: 'stall', after: 10 },
  silence: { kind: 'silence' },
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
  'redirect loop': { kind: 'redirect', to: '/round' },
  'wrong bytes': { kind: 'wrong-bytes' },
  'no XML, no JSON': { kind: 'body', text: '\ufffd\u0001{' },
};

const data = sampleProject(9);
const keys = [testKey('sample-project/keys/TEST-key-2023.pem')];
const root = mkdtempSync(join(tmpdir(), 'attache-matrix-'));
let made = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Pulls; the code of what stopped it, or of what it met first; `ok` when there was nothing. */
async function pull(
  workspace: Workspace,
  kind: ServerKind,
  server: SampleHost & { readonly url: string },
  how: 'pull' | 'retry',
): Promise<string> {
  const source = await connectTo(kind, server);
  try {
    const { problems } = await runLine({
      workspace,
      source,
      sourceName: 'server',
      kind: how,
      keys,
      formIds: null,
      full: false,
      keepCiphertext: true,
      connections: 2,
      threads: 1,
      clock: systemClock,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    const told = Object.keys(problems).filter((code) => /^(net|source|form)\./.test(code));
    return told[0] ?? 'ok';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  } finally {
    await source.close();
  }
}

/** Every submission with what is kept of it: instance ID, and SHA-256 of its XML, attachments and encrypted files. */
function stored(workspace: Workspace): readonly string[] {
  const db = new Database(join(workspace.folder, 'attache.sqlite'), { readonly: true });
  const sha = (bytes: Uint8Array | null): string =>
    bytes === null ? '-' : createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  try {
    const rows = db
      .prepare<[], { id: number; instance: string; content: string; state: string; xml: Uint8Array | null }>(
        'SELECT id, instance_id AS instance, content_id AS content, state, xml FROM submission',
      )
      .all();
    const attachments = db.prepare<[number], { name: string; state: string; md5: string | null }>(
      'SELECT name, state, md5 FROM attachment WHERE submission_id = ? ORDER BY position',
    );
    const files = db.prepare<[number], { name: string; bytes: Uint8Array | null; file: string | null }>(
      'SELECT name, bytes, file FROM ciphertext WHERE submission_id = ? ORDER BY name',
    );
    return rows
      .map(({ id, instance, content, state, xml }) =>
        [
          instance,
          content,
          state,
          sha(xml),
          ...attachments.all(id).map(({ name, state: of, md5 }) => `${name} ${of} ${md5}`),
          ...files
            .all(id)
            .map(
              ({ name, bytes, file }) =>
                `${name} ${sha(file === null ? bytes : readFileSync(join(workspace.ciphertextFolder, file)))}`,
            ),
        ].join(' | '),
      )
      .sort();
  } finally {
    db.close();
  }
}

async function withWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
  made += 1;
  const workspace = new Workspace(join(root, String(made)));
  try {
    return await work(workspace);
  } finally {
    workspace.close();
    rmSync(join(root, String(made)), { recursive: true, force: true });
  }
}

const right = new Map<ServerKind, Promise<readonly string[]>>();

/** What a pull that nothing disturbs ends with. */
function undisturbed(kind: ServerKind): Promise<readonly string[]> {
  const known = right.get(kind);
  if (known !== undefined) return known;
  const made = withWorkspace(async (workspace) => {
    const server = await startSampleServer(kind, data);
    try {
      expect(await pull(workspace, kind, server, 'pull')).toMatch(/^(ok|source\.part_missing)$/);
      return stored(workspace);
    } finally {
      await server.close();
    }
  });
  right.set(kind, made);
  return made;
}

const names = Object.keys(faults);

/**
 * What nobody can tell before a key opens it: a file of other bytes, from a server that gives no MD5 with it. It is told
 * when it is opened, and a retry fetches it again.
 */
const unseen: Readonly<Partial<Record<ServerKind, readonly string[]>>> = {
  kobo: ['wrong bytes', 'no XML, no JSON'],
  central: ['no XML, no JSON'],
};
const canBeSeen = (kind: ServerKind, name: string, stage: Stage): boolean =>
  stage !== 'file' || unseen[kind]?.includes(name) !== true;
// Aggregate and other OpenRosa servers have one connector.
const kinds = isWhole ? serverKinds : serverKinds.filter((kind) => kind !== 'openrosa');
const cells = kinds.flatMap((kind) =>
  names.flatMap((name, i) => {
    const own = stages.filter((stage) => addresses[kind][stage] !== null && canBeSeen(kind, name, stage));
    const taken = isWhole ? own : [own[(i + serverKinds.indexOf(kind)) % own.length] ?? 'list'];
    return taken.map((stage) => [kind, name, stage] as const);
  }),
);
const table = new Map<string, string>();

test.each(cells)('%s, %s, at the %s', async (kind: ServerKind, name: string, stage: Stage) => {
  const wanted = await undisturbed(kind);
  const at = addresses[kind][stage];
  const fault = faults[name];
  if (at === null || fault === undefined) throw new Error('no such cell');
  await withWorkspace(async (workspace) => {
    // As often as a request is tried: the first one fails for good, the others do not.
    const once = { ...fault, at, times: 2 } as Fault;
    const server = await startSampleServer(kind, data, { faults: [once] });
    try {
      const first = await pull(workspace, kind, server, 'pull');
      const whole = new Set(wanted.map((line) => line.split(' | ')[1]));
      for (const line of stored(workspace)) {
        const [, content, state] = line.split(' | ');
        // What arrived damaged may be kept as such, and is told; it is never taken for something readable.
        if (!whole.has(content)) expect(state).toBe('failed');
      }
      await pull(workspace, kind, server, 'pull');
      let by = 'pull';
      if (stored(workspace).join('\n') !== wanted.join('\n')) {
        await pull(workspace, kind, server, 'retry');
        by = 'retry';
      }
      expect(stored(workspace)).toEqual(wanted);
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
        (kind) =>
          table.get(JSON.stringify([kind, name, stage])) ??
          (canBeSeen(kind, name, stage) ? '–' : 'not seen before it is opened'),
      );
      lines.push(`| ${name} | ${stage} | ${row.join(' | ')} |`);
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`);
});
