// Covers core/pull/run.ts.
import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { type Chaos, startChaos } from '../../fixtures/servers/chaos.ts';
import { connectTo, type KindOfServer, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { sampleKeys, withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { isProblem } from '../ground/problem.ts';
import type { ServerKind } from '../model/server-kind.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';
import type { RunOptions } from './run-options.ts';

/*
 * Pulls through a proxy that damages a share of all responses, then pulls that nothing disturbs: whatever was damaged,
 * every answer is in the end what a pull that was never disturbed has. `npm test` takes one seed of twenty for each kind
 * of server, another each day, and prints it; `npm run test:long` takes all twenty, on more submissions. CHAOS_SEED takes
 * any, CHAOS_KIND one kind of server.
 */
const SHARE = 0.08;
const today = Math.floor(Date.now() / 86_400_000);
const seeds = (process.env.CHAOS_SEED ?? String(1 + (today % 20))).split(',');
const data = sampleProject(Number(process.env.CHAOS_SIZE ?? 30));
const kinds: readonly ServerKind[] = (['ona', 'kobo', 'central', 'aggregate'] as const).filter(
  (kind) => process.env.CHAOS_KIND === undefined || process.env.CHAOS_KIND === kind,
);

async function pull(
  workspace: Workspace,
  kind: ServerKind,
  at: KindOfServer & { readonly url: string },
  more: Partial<RunOptions> = {},
): Promise<number> {
  const source = await connectTo(kind, at, { retry: { attempts: 2, firstDelay: 1 } });
  try {
    const report = await runLine({
      ...plainRun(),
      workspace,
      source,
      sourceName: 's',
      keys: sampleKeys.both,
      connections: 4,
      ...more,
    });
    return report.counts.toFetch;
  } catch (error) {
    // What is damaged may stop a pull, and says so; anything else is a bug.
    if (!isProblem(error)) throw error;
    return 0;
  } finally {
    await source.close().catch((error: unknown) => {
      if (!isProblem(error)) throw error;
    });
  }
}

/** All that is stored of the submissions, in an order of its own. */
function everyAnswer(workspace: Workspace): readonly string[] {
  const rows = [
    ...rowsIn<object>(
      workspace,
      `SELECT form_id, instance_id, state, signature, record_count, xml_md5, row_id IS NULL AS is_row,
         (SELECT group_concat(code, ' ') FROM (SELECT DISTINCT code FROM problem WHERE submission_id = submission.id
           ORDER BY 1)) AS problems
       FROM submission`,
    ),
    ...rowsIn<object>(
      workspace,
      'SELECT s.form_id, s.instance_id, a.name, a.state, a.md5 FROM attachment a JOIN submission s ON s.id = a.submission_id',
    ),
    ...rowsIn<object>(
      workspace,
      `SELECT s.form_id, s.instance_id, r.path, r.ordinal, r."values" FROM record r
       JOIN submission s ON s.id = r.submission_id`,
    ),
    ...rowsIn<object>(workspace, 'PRAGMA integrity_check'),
  ];
  return rows.map((row) => JSON.stringify(row)).sort();
}

const servers = new Map<ServerKind, Promise<{ server: KindOfServer; wanted: readonly string[] }>>();
function clean(kind: ServerKind): Promise<{ server: KindOfServer; wanted: readonly string[] }> {
  const known = servers.get(kind) ?? startClean(kind);
  servers.set(kind, known);
  return known;
}
async function startClean(kind: ServerKind) {
  const server = await startSampleServer(kind, data);
  const wanted = await withWorkspace(async (workspace) => {
    await pull(workspace, kind, server);
    return everyAnswer(workspace);
  });
  return { server, wanted };
}

const figures = { hurt: 0, rounds: 0 };
afterAll(async () => {
  for (const known of servers.values()) await (await known).server.close();
  process.stdout.write(
    `chaos: seed ${seeds.join(', ')}: ${figures.hurt} responses damaged in ${figures.rounds} rounds\n`,
  );
});

const rounds = seeds.flatMap((seed) => kinds.map((kind) => [kind, seed] as const));

test.each(rounds)('%s, seed %s', async (kind, seed) => {
  const { server, wanted } = await clean(kind);
  const chaos: Chaos = await startChaos(server, seed);
  const at = { ...server, url: chaos.url };
  try {
    await withWorkspace(async (workspace) => {
      chaos.share = SHARE;
      for (let i = 0; i < 2; i += 1) await pull(workspace, kind, at);
      chaos.share = 0;
      for (let i = 0; i < 3; i += 1) await pull(workspace, kind, at, { full: true });
      await pull(workspace, kind, at, { kind: 'retry' });
      await pull(workspace, kind, at);
      figures.hurt += chaos.hurt;
      figures.rounds += 1;
      expect(everyAnswer(workspace)).toEqual(wanted);
      // Nothing is in doubt any more that would be fetched over and over.
      const before = rowsIn(workspace, "SELECT 1 FROM listed WHERE doubt IN ('differs', 'waits')");
      expect(before).toEqual([]);
    });
  } finally {
    await chaos.close();
  }
});
