// Covers core/pull/away.ts, core/pull/run.ts.
import { expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { addressesOf, connectTo, type Stage, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { sampleKeys, storedIn, undisturbed, withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import type { Clock } from '../ground/clock.ts';
import type { ProblemData } from '../ground/problem.ts';
import type { RunCounts } from '../model/run-report.ts';
import type { ServerKind } from '../model/server-kind.ts';
import { plainRun } from '../testing/run-options.ts';
import { Away } from './away.ts';
import { runLine } from './run.ts';

/*
 * The server goes away behind its front server in the middle of a pull, for minutes, and comes back: everything is here
 * in the end, nothing was set aside, and that it did not answer was told.
 */
const data = sampleProject(9);
const right = undisturbed((kind) => startSampleServer(kind, data));
const MINUTES = 7;

/** A clock on which waiting takes no time of ours. */
function quickClock(): Clock {
  let waited = 0;
  return {
    now: () => new Date(Date.now() + waited),
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      waited += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const cells: readonly (readonly [ServerKind, number, Stage, string | null])[] = [
  ['ona', 502, 'submission', null],
  ['ona', 503, 'list', '20'],
  ['kobo', 503, 'file', null],
  ['central', 503, 'definition', '600'],
  ['aggregate', 504, 'submission', null],
];

test.each(cells)('%s, %s, from the %s on', async (kind, status, stage, retryAfter) => {
  const clock = quickClock();
  const at = addressesOf(kind)[stage];
  if (at === null) throw new Error('no such request');
  let until: number | null = null;
  const down = (path: string): { status: number; headers: Record<string, string> } | null => {
    const now = clock.now().getTime();
    if (until === null && at.test(path)) until = now + MINUTES * 60_000;
    const headers = retryAfter === null ? {} : { 'retry-after': retryAfter };
    return until !== null && now < until ? { status, headers } : null;
  };
  const wanted = await right(kind);
  const told: (ProblemData | null)[] = [];
  const tried: (ProblemData | null)[] = [];
  await withWorkspace(async (workspace) => {
    const server = await startSampleServer(kind, data, { down });
    const source = await connectTo(kind, server, { clock, onTryingAgain: (problem) => tried.push(problem) });
    const away = new Away({ source, clock, onAway: (_, problem) => told.push(problem) });
    try {
      const report = await runLine({
        ...plainRun(),
        workspace,
        source,
        sourceName: 's',
        keys: sampleKeys.old,
        keepCiphertext: true,
        connections: 2,
        clock,
        away,
      });
      expect(Object.keys(report.problems).filter((code) => code.startsWith('net.'))).toEqual([]);
      expect(report.counts).toMatchObject({ notFetched: 0, notReached: 0 });
      expect(storedIn(workspace)).toEqual(wanted);
      expect(until !== null && clock.now().getTime() >= until).toBe(true);
      expect(told[0]).toMatchObject({ params: { host: new URL(server.url).host, status } });
      expect(told.at(-1)).toBeNull();
      expect(tried.at(-1)).toBeNull();
      if (retryAfter === null)
        expect(tried).toContainEqual(
          expect.objectContaining({ params: expect.objectContaining({ status }) }),
        );
    } finally {
      await source.close();
      await server.close();
    }
  });
});

test('one with some minutes of patience ends the pull, and the next one takes the rest', async () => {
  const clock = quickClock();
  let isDown = false;
  const at = addressesOf('ona').submission;
  const down = (path: string) => {
    isDown ||= at?.test(path) === true;
    return isDown ? { status: 502, headers: {} } : null;
  };
  const wanted = await right('ona');
  await withWorkspace(async (workspace) => {
    let isMended = false;
    let stopped: Readonly<RunCounts> | undefined;
    const server = await startSampleServer('ona', data, { down: (path) => (isMended ? null : down(path)) });
    const pull = async () => {
      const source = await connectTo('ona', server, { clock });
      const away = new Away({ source, clock, onAway: () => undefined, patience: 60_000 });
      try {
        return await runLine({
          ...plainRun(),
          workspace,
          source,
          sourceName: 's',
          keys: sampleKeys.old,
          keepCiphertext: true,
          connections: 2,
          clock,
          away,
          onStopped: ({ counts }) => {
            stopped = counts;
          },
        });
      } finally {
        await source.close();
      }
    };
    try {
      await expect(pull()).rejects.toMatchObject({ code: 'net.server_error', params: { status: 502 } });
      // Nothing was set aside: what is left over is of the whole server.
      expect(stopped).toMatchObject({ notFetched: 0, notReached: stopped?.toFetch });
      expect(stopped?.toFetch).toBeGreaterThan(0);
      isMended = true;
      expect((await pull()).counts).toMatchObject({ notFetched: 0 });
      expect(storedIn(workspace)).toEqual(wanted);
    } finally {
      await server.close();
    }
  });
});
