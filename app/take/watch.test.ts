// Covers app/forms/known-forms.ts, app/take/exit-of-run.ts, app/take/forms-with-kept-key.ts,
// app/take/run-source.ts, app/take/seen-forms.ts, app/take/take-turn.ts, core/pull/key-lack.ts.
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../core/ground/clock.ts';
import { Problem, type ProblemCode } from '../../core/ground/problem.ts';
import type { RunReport } from '../../core/model/run-report.ts';
import type { Server } from '../../core/model/server.ts';
import { folderSource } from '../../core/source/folder/folder.ts';
import type { Source } from '../../core/source/source.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { notingOnlooker } from '../../fixtures/onlookers.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { type Watched, type WatchOptions, watch } from './watch.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const FOLDER = join(caseFolder('g08-media'), 'briefcase');
const there = (): Promise<Source> => Promise.resolve(folderSource({ folder: FOLDER }));
const fails =
  (code: ProblemCode): (() => Promise<Source>) =>
  () =>
    Promise.reject(new Problem(code, { host: 'h', server: 's' } as never));

function addServer(workspace: Workspace, name: string): void {
  const settings = { url: 'https://h.example', login: { kind: 'none' }, caFile: null, proxy: null } as const;
  workspace.servers.add({ name, kind: 'openrosa', settings });
}

interface Said {
  readonly server: string;
  readonly report?: RunReport;
  readonly code?: ProblemCode;
}

/**
 * Watches a new workspace with servers of these names. Each round takes what connects to them from `rounds`; after the
 * last the watch is stopped.
 */
async function watching(
  rounds: readonly Readonly<Record<string, () => Promise<Source>>>[],
  options: Partial<WatchOptions> = {},
): Promise<{ readonly end: Watched; readonly said: readonly Said[]; readonly waits: readonly number[] }> {
  const workspace = spaces.open();
  for (const name of Object.keys(rounds[0] ?? {})) addServer(workspace, name);
  const said: Said[] = [];
  const waits: number[] = [];
  const stop = new AbortController();
  let round = 0;
  const clock: Clock = {
    now: () => new Date(0),
    sleep: async (ms) => {
      waits.push(ms);
      round += 1;
      if (round === rounds.length) stop.abort();
    },
  };
  const end = await watch({
    workspace,
    servers: [],
    every: 5,
    keys: () => Promise.resolve([corpusKey('A')]),
    formIds: null,
    keepCiphertext: false,
    threads: 1,
    connections: 1,
    clock,
    signal: stop.signal,
    connect: (server: Server) =>
      Promise.resolve(() => () => (rounds[round]?.[server.name] ?? fails('net.unreachable'))()),
    show: (work) => work(notingOnlooker().onlooker),
    onBegin: () => undefined,
    onPulled: (server, report) => {
      said.push({ server, report });
      return undefined;
    },
    onFailed: (server, { code }) => said.push({ server, code }),
    ...options,
  });
  return { end, said, waits };
}

describe('watching servers', () => {
  test('pulls from all of them at the set interval, and ends with the code of the last pulls', async () => {
    const { end, said, waits } = await watching([
      { a: there, b: there },
      { a: there, b: there },
    ]);
    expect(said.map(({ server, report }) => [server, report?.counts.added])).toEqual([
      ['a', 6],
      ['b', 0],
      ['a', 0],
      ['b', 0],
    ]);
    expect(waits).toEqual([300_000, 300_000]);
    expect(end).toEqual({ why: 'stopped', exit: 0 });
  });

  test('reports a server that cannot be reached, goes on with the others, and tries it again', async () => {
    const { end, said } = await watching([
      { a: fails('net.unreachable'), b: there },
      { a: there, b: there },
    ]);
    expect(said.map(({ server, report, code }) => [server, code ?? report?.outcome])).toEqual([
      ['a', 'net.unreachable'],
      ['b', 'complete'],
      ['a', 'complete'],
      ['b', 'complete'],
    ]);
    expect(end.exit).toBe(0);
  });

  test('no longer asks a server that refuses the login, and ends when none is left', async () => {
    const refused = fails('net.login_refused');
    const { end, said } = await watching([
      { a: refused, b: there },
      { a: there, b: refused },
      { a: there, b: there },
    ]);
    expect(said.map(({ server, code }) => [server, code])).toEqual([
      ['a', 'net.login_refused'],
      ['b', undefined],
      ['b', 'net.login_refused'],
    ]);
    expect(end).toEqual({ why: 'all-refused', exit: 5 });
  });

  test.each(['store.locked', 'store.disk_full'] as const)(
    '%s may be over at the next round',
    async (code) => {
      const { said } = await watching([{ a: fails(code) }, { a: there }]);
      expect(said.map((one) => one.code ?? one.report?.outcome)).toEqual([code, 'complete']);
    },
  );

  test('a permanent problem of the database ends it', async () => {
    await expect(watching([{ a: fails('store.unusable') }])).rejects.toMatchObject({
      code: 'store.unusable',
    });
  });

  test('without a server there is nothing to do, and an unknown server is reported', async () => {
    expect((await watching([{}])).end).toEqual({ why: 'no-server', exit: 2 });
    await expect(watching([{ a: there }], { servers: ['b'] })).rejects.toMatchObject({
      code: 'usage.server_unknown',
    });
  });

  test('a form that no server lists is reported after the first round, but not while a server cannot be reached', async () => {
    const formIds = ['nowhere'];
    await expect(watching([{ a: there, b: there }], { formIds })).rejects.toMatchObject({
      code: 'usage.form_unknown',
    });
    const { end } = await watching([{ a: there, b: fails('net.unreachable') }], { formIds });
    expect(end.why).toBe('stopped');
  });
});
