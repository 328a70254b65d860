import { expect, test } from 'vitest';
import { Problem, problemData } from '../problem.ts';
import type { Source } from '../source/source.ts';
import { FakeClock, settled } from '../testing/fake-clock.ts';
import { Away } from './away.ts';

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

function away(reach: () => Promise<void>) {
  const clock = new FakeClock(new Date(2026, 0, 1));
  const told: (number | null)[] = [];
  const waiting = new Away({
    source: sourceThat(reach),
    clock,
    onAway: (at) => told.push(at === null ? null : at.getTime() - clock.now().getTime()),
  });
  return { clock, told, waiting };
}

const gone = () => Promise.reject(new Problem('net.unreachable', { host: 'h' }));

test('a source that answers is not away', async () => {
  const { told, waiting } = away(() => Promise.resolve());
  expect(await waiting.check(cut, never)).toBe('answers');
  expect(told).toEqual([]);
});

test('all requests wait together, and ask after 5, 10, 20, 40 and then 60 seconds', async () => {
  let asked = 0;
  const { clock, told, waiting } = away(() => {
    asked += 1;
    return asked <= 6 ? gone() : Promise.resolve();
  });
  const all = Promise.all([waiting.check(cut, never), waiting.check(cut, never), waiting.check(cut, never)]);
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
  const back = waiting.check(cut, never);
  await settled();
  expect(clock.next()).toBe(5000);
  isGone = false;
  waiting.tryNow();
  expect(await back).toBe('back');

  isGone = true;
  const stop = new AbortController();
  const given = waiting.check(cut, stop.signal);
  await settled();
  stop.abort();
  await expect(given).rejects.toBe(stop.signal.reason);
  expect(clock.next()).toBeNull();
});

test('a server that answers with something else is there; one that refuses the login says so', async () => {
  const busy = away(() =>
    Promise.reject(new Problem('net.server_error', { host: 'h', file: 'f', status: 500 })),
  );
  expect(await busy.waiting.check(cut, never)).toBe('answers');
  const refused = away(() => Promise.reject(new Problem('net.login_refused', { host: 'h' })));
  await expect(refused.waiting.check(cut, never)).rejects.toMatchObject({ code: 'net.login_refused' });
});
