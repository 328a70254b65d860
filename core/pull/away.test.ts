import { expect, test } from 'vitest';
import { Problem, problemData, problemOf } from '../ground/problem.ts';
import type { Source } from '../source/source.ts';
import { FakeClock, settled } from '../testing/fake-clock.ts';
import { Away, isAway } from './away.ts';

const cut = problemData('net.cut', { host: 'h', file: 'f' });
const never = new AbortController().signal;

/** A source that answers its question as told. */
function sourceThat(reach: () => Promise<void>): Source {
  const none = () => Promise.reject(new Error('not asked here'));
  return {
    kind: 'openrosa',
    formMedia: null,
    listForms: none,
    fetchForm: none,
    listSubmissions: () => {
      throw new Error('not asked here');
    },
    fetchSubmission: none,
    close: () => Promise.resolve(),
    reach,
  };
}

function away(reach: () => Promise<void>, patience?: number) {
  const clock = new FakeClock(new Date(2026, 0, 1));
  const told: (number | null)[] = [];
  const waiting = new Away({
    source: sourceThat(reach),
    clock,
    ...(patience === undefined ? {} : { patience }),
    onAway: (at) => told.push(at === null ? null : at.getTime() - clock.now().getTime()),
  });
  return { clock, told, waiting };
}

const gone = () => Promise.reject(new Problem('net.unreachable', { host: 'h' }));

test('a source that answers is not away', async () => {
  const { told, waiting } = away(() => Promise.resolve());
  expect(await waiting.check(cut, never, 1)).toBe('answers');
  expect(told).toEqual([]);
});

test('all requests wait together, and ask after 5, 10, 20, 40 and then 60 seconds', async () => {
  let asked = 0;
  const { clock, told, waiting } = away(() => {
    asked += 1;
    return asked <= 6 ? gone() : Promise.resolve();
  });
  const all = Promise.all([
    waiting.check(cut, never, 1),
    waiting.check(cut, never, 1),
    waiting.check(cut, never, 1),
  ]);
  await settled();
  expect(asked).toBe(1);
  await clock.pass(4);
  expect(await all).toEqual(['back', 'back', 'back']);
  expect(told).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000, null]);
  expect(asked).toBe(7);
});

test('it can be asked at once, and the wait given up', async () => {
  let isGone = true;
  const { clock, waiting } = away(() => (isGone ? gone() : Promise.resolve()));
  const back = waiting.check(cut, never, 1);
  await settled();
  expect(clock.next()).toBe(5000);
  isGone = false;
  waiting.tryNow();
  expect(await back).toBe('back');

  isGone = true;
  const stop = new AbortController();
  const given = waiting.check(cut, stop.signal, 1);
  await settled();
  stop.abort();
  await expect(given).rejects.toBe(stop.signal.reason);
  expect(clock.next()).toBeNull();
});

test('a server that answers with something else is there; one that refuses the login says so', async () => {
  const busy = away(() =>
    Promise.reject(new Problem('net.server_error', { host: 'h', file: 'f', status: 500 })),
  );
  expect(await busy.waiting.check(cut, never, 1)).toBe('answers');
  const refused = away(() => Promise.reject(new Problem('net.login_refused', { host: 'h' })));
  await expect(refused.waiting.check(cut, never, 1)).rejects.toMatchObject({ code: 'net.login_refused' });
});

const gateway = (status: number) => problemData('net.server_error', { host: 'h', file: 'f', status });

test('a gateway whose server is down is away; a server that is broken is not', () => {
  expect([502, 503, 504, 521, 522].map((status) => isAway(gateway(status)))).toEqual(Array(5).fill(true));
  expect([500, 501, 505].map((status) => isAway(gateway(status)))).toEqual([false, false, false]);
  const busy = (status: number) => problemData('net.busy', { host: 'h', file: 'f', seconds: 1, status });
  expect([isAway(busy(503)), isAway(busy(429))]).toEqual([true, false]);
});

test('a server that came back just before it was asked is asked once more for what it did not give', async () => {
  const { waiting } = away(() => Promise.resolve());
  expect(await waiting.check(gateway(502), never, 1)).toBe('back');
  expect(await waiting.check(gateway(502), never, 2)).toBe('answers');
});

test('it waits as long as the server asks', async () => {
  let asked = 0;
  const busy = { host: 'h', file: 'f', seconds: 90, status: 503 } as const;
  const { clock, told, waiting } = away(() => {
    asked += 1;
    return asked === 1 ? Promise.reject(new Problem('net.busy', busy)) : Promise.resolve();
  });
  const back = waiting.check(gateway(503), never, 1);
  await clock.pass(2);
  expect(await back).toBe('back');
  expect(told).toEqual([90_000, null]);
});

test('with patience for a minute it is given up after that, with what it met, for all', async () => {
  const { clock, waiting } = away(() => Promise.reject(problemOf(gateway(502))), 60_000);
  const given = expect(waiting.check(gateway(502), never, 1)).rejects.toMatchObject({
    code: 'net.server_error',
  });
  await clock.pass(2);
  await given;
  expect(waiting.hasGivenUp).toBe(true);
  await expect(waiting.check(cut, never, 1)).rejects.toMatchObject({ code: 'net.server_error' });
});

test('work is done again while its source comes back, and its own problem is told', async () => {
  let asked = 0;
  const { clock, waiting } = away(() => {
    asked += 1;
    return asked === 1 ? gone() : Promise.resolve();
  });
  let done = 0;
  const came = waiting.patiently(() => {
    done += 1;
    return done === 1 ? Promise.reject(problemOf(gateway(504))) : Promise.resolve(done);
  }, never);
  await clock.pass(1);
  expect(await came).toBe(2);
  let tries = 0;
  const own = waiting.patiently(() => {
    tries += 1;
    return Promise.reject(problemOf(gateway(504)));
  }, never);
  await expect(own).rejects.toMatchObject({ params: { status: 504 } });
  expect(tries).toBe(2);
});
