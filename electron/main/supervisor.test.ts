// Covers core/store/runs.ts, electron/main/engine-run.ts, electron/main/engine-work.ts.
import { expect, test } from 'vitest';
import { Problem } from '../../core/ground/problem.ts';
import type { AppEvent, AppInfo } from '../ipc/app.ts';
import type { EngineStart, FromEngine, ToEngine } from '../ipc/control.ts';
import type { EngineHooks, SupervisorPorts } from './engine-run.ts';
import { defaultSettings } from './settings-file.ts';
import { Supervisor } from './supervisor.ts';

const MINUTE = 60_000;
const one = { name: 'one', path: '/one', isSample: false };
const two = { name: 'two', path: '/two', isSample: false };
const inHand = { source: 'server', formId: 'form', locator: 'uuid:1' };

/** Waits until everything that is due now has happened. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface FakeRun {
  readonly start: EngineStart;
  readonly hooks: EngineHooks;
  readonly heard: ToEngine[];
  hasEnded: boolean;
  /** Lets `end()` come to its end. */
  letEnd: () => void;
}

function supervised(isLocked = false) {
  const runs: FakeRun[] = [];
  const events: AppEvent[] = [];
  const states: AppInfo['engine'][] = [];
  const opened: string[] = [];
  let now = 0;
  let endsAtOnce = true;
  const ports: SupervisorPorts = {
    now: () => now,
    facts: () => ({ settings: defaultSettings, hasKeychain: true, places: [], logFile: '/log' }),
    fork: (start, hooks) => {
      const run: FakeRun = { start, hooks, heard: [], hasEnded: false, letEnd: () => undefined };
      runs.push(run);
      return {
        tell: (message) => run.heard.push(message),
        ask: () => Promise.reject(new Error('ended')),
        end: () =>
          new Promise<void>((resolve) => {
            run.letEnd = () => {
              run.hasEnded = true;
              resolve();
            };
            if (endsAtOnce) run.letEnd();
          }),
      };
    },
    tell: (event) => events.push(event),
    onChange: () => {
      if (states.at(-1) !== supervisor.state) states.push(supervisor.state);
    },
    onPort: (port) => opened.push(port),
    onCrash: () => undefined,
    onAsked: () => undefined,
  };
  const supervisor = new Supervisor(one, ports, isLocked);
  const say = (message: FromEngine): void => runs.at(-1)?.hooks.onMessage(message);
  return {
    supervisor,
    runs,
    events,
    states,
    opened,
    say,
    ready: async () => {
      await settle();
      say({ type: 'ready', sqlite: '3' });
      await settle();
    },
    backsUp: (isRunning: boolean) => say({ type: 'backups', isRunning }),
    pulls: () => say({ type: 'pull-state', isRunning: true, step: 'opening', inHand: [inHand] }),
    crash: () => runs.at(-1)?.hooks.onCrash(139),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    holdEnds: () => {
      endsAtOnce = false;
    },
  };
}

async function started() {
  const made = supervised();
  void made.supervisor.start();
  await made.ready();
  return made;
}

test('a crash is reported, and the engine starts again and continues the pull', async () => {
  const { supervisor, runs, events, pulls, crash, ready, opened } = await started();
  pulls();
  crash();
  expect(supervisor.state).toBe('restarting');
  await ready();
  expect(supervisor.state).toBe('ready');
  expect(runs.at(-1)?.start).toMatchObject({ continuePull: true, lockedBy: null, setAside: [] });
  expect(events).toEqual([
    { type: 'engine-stopped', times: 1, step: 'opening', submission: 'uuid:1' },
    { type: 'engine-started', lostSessionKeys: false, continues: true },
  ]);
  expect(opened).toEqual(['open', 'closed', 'open']);
});

test('keys of the session are reported as lost, and the next engine gets their names', async () => {
  const { runs, events, say, crash, ready } = await started();
  const key = { fingerprint: 'f', name: 'key', bits: 2048, file: null };
  say({ type: 'held-keys', session: [key], open: 1 });
  crash();
  await ready();
  expect(runs.at(-1)?.start.forgotten).toEqual([key]);
  expect(events.at(-1)).toMatchObject({ type: 'engine-started', lostSessionKeys: true });
});

test('three crashes in five minutes make it broken; a restart can set aside the submissions that were worked on', async () => {
  const { supervisor, runs, pulls, crash, ready } = await started();
  for (let i = 0; i < 2; i += 1) {
    pulls();
    crash();
    await ready();
  }
  pulls();
  crash();
  expect(supervisor.state).toBe('broken');
  expect(runs).toHaveLength(3);
  void supervisor.restart(true);
  await ready();
  expect(supervisor.state).toBe('ready');
  expect(runs.at(-1)?.start).toMatchObject({ setAside: [inHand], continuePull: true });
});

test('crashes far apart never make it broken', async () => {
  const { supervisor, crash, ready, pass } = await started();
  for (let i = 0; i < 6; i += 1) {
    crash();
    await ready();
    pass(3 * MINUTE);
  }
  expect(supervisor.state).toBe('ready');
});

test('locking hides at once, ends the engine and starts a hidden one', async () => {
  const { supervisor, runs, pulls, holdEnds, ready } = await started();
  pulls();
  holdEnds();
  void supervisor.lock('screen');
  expect(supervisor.locked).toMatchObject({ why: 'screen', pullStopped: true });
  await settle();
  expect(runs).toHaveLength(1);
  runs[0]?.letEnd();
  await ready();
  expect(runs.at(-1)?.start).toMatchObject({ lockedBy: 'screen', continuePull: true });
  expect(supervisor.isPulling).toBe(false);
});

test('a crash while locked starts a hidden engine again', async () => {
  const { supervisor, runs, crash, ready } = await started();
  void supervisor.lock('idle');
  await ready();
  crash();
  await ready();
  expect(runs.at(-1)?.start.lockedBy).toBe('idle');
  expect(supervisor.locked?.why).toBe('idle');
});

test('the screen can lock while the engine restarts, and while it is broken', async () => {
  const { supervisor, runs, crash, ready } = await started();
  crash();
  void supervisor.lock('screen');
  await ready();
  expect(runs.at(-1)?.start.lockedBy).toBe('screen');
  expect(runs.slice(0, -1).every((run, i) => i === 0 || run.hasEnded)).toBe(true);
  supervisor.tell({ type: 'end' });
  const broken = await started();
  for (let i = 0; i < 3; i += 1) broken.crash();
  expect(broken.supervisor.state).toBe('broken');
  void broken.supervisor.lock('sleep');
  await broken.ready();
  expect(broken.runs.at(-1)?.start.lockedBy).toBe('sleep');
  expect(broken.supervisor.state).toBe('ready');
});

test('there are never two engines, even with many requests at once', async () => {
  const { supervisor, runs, holdEnds, ready } = await started();
  holdEnds();
  void supervisor.open(two);
  void supervisor.lock('user');
  await settle();
  expect(runs).toHaveLength(1);
  runs[0]?.letEnd();
  await ready();
  runs[1]?.letEnd();
  await ready();
  runs[2]?.letEnd();
  await settle();
  const alive = runs.filter(({ hasEnded }) => !hasEnded);
  expect(runs.slice(0, 2).every(({ hasEnded }) => hasEnded)).toBe(true);
  expect(alive.length).toBeLessThanOrEqual(1);
  expect(supervisor.workspace).toEqual(two);
});

test('when a workspace cannot be opened, the previous one stays open', async () => {
  const { supervisor, runs, say, ready } = await started();
  const opening = supervisor.open(two);
  const outcome = expect(opening).rejects.toMatchObject({ code: 'store.locked' });
  await settle();
  say({ type: 'not-started', problem: { code: 'store.locked', params: { folder: '/two' } } });
  await ready();
  await outcome;
  expect(supervisor.workspace).toEqual(one);
  expect(supervisor.state).toBe('ready');
  expect(runs.at(-1)?.start.workspace).toEqual(one);
});

test('when the work between two engines fails, the old workspace opens again', async () => {
  const { supervisor, ready } = await started();
  const opening = supervisor.open(two, () =>
    Promise.reject(new Problem('store.not_moved', { folder: '/two' })),
  );
  const outcome = expect(opening).rejects.toMatchObject({ code: 'store.not_moved' });
  await ready();
  await outcome;
  expect(supervisor.workspace).toEqual(one);
});

test('a first start that fails says why, and can be tried again', async () => {
  const { supervisor, say, ready, opened } = supervised();
  void supervisor.start();
  await settle();
  say({ type: 'not-started', problem: { code: 'store.disk_full', params: { folder: '/one' } } });
  expect(supervisor.state).toBe('broken');
  expect(supervisor.problem?.code).toBe('store.disk_full');
  expect(opened.at(-1)).toBe('broken');
  await settle();
  void supervisor.restart(false);
  await ready();
  expect(supervisor.problem).toBeNull();
  expect(supervisor.state).toBe('ready');
});

test('messages of an engine that was ended are ignored', async () => {
  const { supervisor, runs, ready } = await started();
  void supervisor.lock('user');
  await ready();
  runs[0]?.hooks.onMessage({ type: 'shown', lock: 1 });
  runs[0]?.hooks.onCrash(1);
  expect(supervisor.locked?.why).toBe('user');
  expect(supervisor.state).toBe('ready');
});

const ways = { passphrase: true, keychain: 'none' } as const;

test('an encrypted workspace waits to be unlocked, and opens when it was', async () => {
  const { supervisor, runs, say, opened } = supervised();
  void supervisor.start();
  await settle();
  say({ type: 'locked', ways });
  await settle();
  expect(supervisor.state).toBe('locked');
  expect(supervisor.locked).toMatchObject({ why: 'start', ways });
  expect(opened).toEqual(['open']);
  say({ type: 'ready', sqlite: '3' });
  say({ type: 'shown', lock: 0 });
  expect(supervisor.state).toBe('ready');
  expect(supervisor.locked).toBeNull();
  // The page keeps the port that it has.
  expect(opened).toEqual(['open']);
  expect(runs).toHaveLength(1);
});

test('locking an encrypted workspace ends the engine that has the key', async () => {
  const { supervisor, runs, say, ready, pass } = await started();
  pass(MINUTE);
  void supervisor.lock('idle');
  expect(supervisor.locked).toMatchObject({ why: 'idle', ways: null });
  await settle();
  expect(runs[0]?.hasEnded).toBe(true);
  say({ type: 'locked', ways });
  expect(supervisor.locked).toMatchObject({ why: 'idle', ways, since: new Date(MINUTE).toISOString() });
  // What fell due since the first engine is made up for.
  expect(runs.map(({ start }) => start.openedAt)).toEqual([null, new Date(0).toISOString()]);
  // Nothing of the key is in what the main process gives to an engine.
  expect(JSON.stringify(runs.at(-1)?.start)).not.toMatch(/passphrase|code/);
  await ready();
});

test('a lock while a passphrase is tried wins, and the next try opens', async () => {
  const { supervisor, runs, say } = await started();
  void supervisor.lock('idle');
  await settle();
  say({ type: 'locked', ways });
  await settle();
  const tried = runs.at(-1);
  // The passphrase is being tried when the screen locks.
  void supervisor.lock('screen');
  expect(tried?.heard).toEqual([{ type: 'lock', number: 2 }]);
  expect(supervisor.state).toBe('locked');
  say({ type: 'ready', sqlite: '3' });
  say({ type: 'shown', lock: 1 });
  expect(supervisor.locked).toMatchObject({ why: 'idle' });
  await settle();
  expect(tried?.hasEnded).toBe(true);
  expect(runs.at(-1)?.start).toMatchObject({ lockedBy: 'idle', locks: 2 });
  say({ type: 'locked', ways });
  say({ type: 'ready', sqlite: '3' });
  say({ type: 'shown', lock: 2 });
  expect(supervisor.locked).toBeNull();
  expect(supervisor.state).toBe('ready');
});

test('a lock while another workspace is opened stays', async () => {
  const { supervisor, runs, holdEnds, ready } = await started();
  holdEnds();
  void supervisor.open(two);
  await settle();
  void supervisor.lock('screen');
  runs[0]?.letEnd();
  await ready();
  runs[1]?.letEnd();
  await ready();
  expect(supervisor.workspace).toEqual(two);
  expect(supervisor.locked?.why).toBe('screen');
  expect(runs.slice(1).map(({ start }) => start.lockedBy)).toEqual(['screen', 'screen']);
});

test('when locked again while another workspace is opened from the Locked screen, that one is locked too', async () => {
  const { supervisor, runs, holdEnds, ready } = await started();
  void supervisor.lock('idle');
  await ready();
  holdEnds();
  void supervisor.open(two);
  await settle();
  void supervisor.lock('sleep');
  runs[1]?.letEnd();
  await ready();
  expect(runs.at(-1)?.start).toMatchObject({ workspace: two, lockedBy: 'idle' });
  expect(supervisor.locked).not.toBeNull();
});

test('a workspace that cannot be opened is no way past the lock of the one that was open', async () => {
  const { supervisor, runs, say, ready } = await started();
  void supervisor.lock('user');
  await ready();
  const outcome = supervisor.open(two).catch((error: unknown) => error);
  await settle();
  expect(runs.at(-1)?.start.lockedBy).toBeNull();
  say({ type: 'not-started', problem: { code: 'store.disk_full', params: { folder: '/two' } } });
  await ready();
  await outcome;
  expect(supervisor.workspace).toEqual(one);
  expect(supervisor.locked?.why).toBe('user');
  expect(runs.at(-1)?.start).toMatchObject({ workspace: one, lockedBy: 'user' });
});

test('a lock during a conversion locks when it has ended, before anybody sees the data', async () => {
  const { supervisor, runs, opened, say, ready } = await started();
  void supervisor.convert({ to: 'plain', by: { kind: 'keychain' } });
  await settle();
  void supervisor.lock('screen');
  expect(supervisor.state).toBe('converting');
  expect(runs).toHaveLength(2);
  say({ type: 'converted', result: { outcome: 'stopped', to: 'plain' } });
  const before = opened.length;
  await ready();
  expect(supervisor.locked?.why).toBe('screen');
  expect(opened.slice(before)).not.toContain('open');
  expect(runs.at(-1)?.start).toMatchObject({ lockedBy: 'screen', convert: null });
  expect(runs[1]?.hasEnded).toBe(true);
});

test('a lock just after a conversion was ordered stays too', async () => {
  const { supervisor, runs, ready } = await started();
  void supervisor.convert({ to: 'plain', by: { kind: 'keychain' } });
  void supervisor.lock('user');
  await ready();
  await ready();
  expect(supervisor.locked?.why).toBe('user');
  expect(runs.at(-1)?.start.lockedBy).toBe('user');
});

test('a lock while a new workspace is made locks it; a lock before that does not', async () => {
  const { supervisor, runs, say, ready } = supervised();
  void supervisor.start();
  await settle();
  say({ type: 'new' });
  void supervisor.lock('screen');
  expect(supervisor.locked).toBeNull();
  say({ type: 'ready', sqlite: '3' });
  say({ type: 'shown', lock: 1 });
  expect(supervisor.locked).toBeNull();
  const other = supervised();
  void other.supervisor.start();
  await settle();
  other.say({ type: 'new' });
  await settle();
  void other.supervisor.lock('screen');
  other.say({ type: 'ready', sqlite: '3' });
  other.say({ type: 'shown', lock: 0 });
  expect(other.supervisor.locked?.why).toBe('screen');
  await other.ready();
  expect(other.runs.at(-1)?.start.lockedBy).toBe('screen');
  expect(runs).toHaveLength(1);
  await ready();
});

test('a lock while the app ends starts no engine again', async () => {
  const { supervisor, runs, holdEnds } = await started();
  holdEnds();
  const ended = supervisor.end();
  await settle();
  void supervisor.lock('sleep');
  runs[0]?.letEnd();
  await ended;
  await settle();
  expect(runs).toHaveLength(1);
  // The next start is locked.
  expect(supervisor.locked?.why).toBe('sleep');
});

test('a lock while the engine does its last work hides the data, and the engine finishes it', async () => {
  const { supervisor, runs } = await started();
  const work = Promise.withResolvers<string>();
  const left = supervisor.endAfter(() => work.promise);
  await settle();
  void supervisor.lock('screen');
  await settle();
  expect(supervisor.locked?.why).toBe('screen');
  expect(runs[0]?.hasEnded).toBe(false);
  work.resolve('done');
  expect(await left).toBe('done');
  await settle();
  expect(runs.map(({ hasEnded }) => hasEnded)).toEqual([true]);
});

test('when its last work fails, the engine goes on; after a lock a hidden one does', async () => {
  const open = await started();
  // These engines answer nothing that they are asked.
  const ask = async (supervisor: Supervisor): Promise<void> => {
    const left = supervisor.endAfter((asked) => asked((id) => ({ type: 'untouched', id })));
    await expect(left).rejects.toMatchObject({ code: 'engine.stopped' });
  };
  await ask(open.supervisor);
  expect(open.runs.map(({ hasEnded }) => hasEnded)).toEqual([false]);

  const { supervisor, runs, ready } = await started();
  const failing = ask(supervisor);
  void supervisor.lock('sleep');
  await failing;
  await ready();
  expect(runs.map(({ hasEnded }) => hasEnded)).toEqual([true, false]);
  expect(runs[1]?.start.lockedBy).toBe('sleep');
  await expect(supervisor.endAfter(() => Promise.resolve())).rejects.toMatchObject({ code: 'engine.locked' });
});

test('a crash asks for the passphrase again', async () => {
  const { supervisor, say, crash, events } = await started();
  crash();
  await settle();
  say({ type: 'locked', ways });
  expect(supervisor.locked).toMatchObject({ why: 'stopped', ways });
  say({ type: 'ready', sqlite: '3' });
  say({ type: 'shown', lock: 0 });
  expect(supervisor.state).toBe('ready');
  expect(events).toHaveLength(1);
});

test('a folder without a workspace asks how it is kept, and there is nothing to lock', async () => {
  const { supervisor, runs, say, opened } = supervised();
  void supervisor.start();
  await settle();
  expect(runs[0]?.start.whenNew).toBe('encrypted');
  say({ type: 'new' });
  expect(supervisor.state).toBe('new');
  expect(opened).toEqual(['open']);
  await supervisor.lock('idle');
  expect(runs).toHaveLength(1);
  expect(supervisor.locked).toBeNull();
});

test('a sample is not encrypted, and the user can be asked again', async () => {
  const { supervisor, runs, ready } = await started();
  void supervisor.open({ ...two, isSample: true });
  await ready();
  expect(runs.at(-1)?.start.whenNew).toBe('plain');
  void supervisor.open(two, undefined, 'ask');
  await ready();
  expect(runs.at(-1)?.start.whenNew).toBe('ask');
});

test('a conversion ends the engine first, and tells what came of it', async () => {
  const { supervisor, runs, events, say, ready, crash } = await started();
  const order = { to: 'encrypted', kept: { kind: 'passphrase', passphrase: 'of the user' } } as const;
  void supervisor.convert(order);
  await settle();
  expect(supervisor.state).toBe('converting');
  expect(runs[0]?.hasEnded).toBe(true);
  expect(runs.at(-1)?.start.convert).toEqual(order);
  say({ type: 'conversion', conversion: { to: 'encrypted', step: 'files', done: 1, total: 3 } });
  expect(supervisor.conversion).toMatchObject({ done: 1 });
  const result = { outcome: 'stopped', to: 'encrypted' } as const;
  say({ type: 'converted', result });
  await ready();
  expect(events.at(-1)).toEqual({ type: 'converted', result });
  expect(supervisor).toMatchObject({ state: 'ready', conversion: null });
  // The passphrase is not given to a later engine.
  crash();
  expect(runs.at(-1)?.start.convert).toBeNull();
});

test('an app that was locked when it ended starts locked', async () => {
  const { supervisor, runs, say } = supervised(true);
  void supervisor.start();
  await settle();
  expect(runs[0]?.start.lockedBy).toBe('start');
  say({ type: 'locked', ways: { passphrase: false, keychain: 'kept' } });
  expect(supervisor.locked?.ways).toEqual({ passphrase: false, keychain: 'kept' });
});

test('a backup keeps idle locking waiting until it ends, or its engine does', async () => {
  const { supervisor, backsUp, crash } = await started();
  expect(supervisor.isBackingUp).toBe(false);
  backsUp(true);
  expect(supervisor.isBackingUp).toBe(true);
  backsUp(false);
  expect(supervisor.isBackingUp).toBe(false);
  backsUp(true);
  crash();
  expect(supervisor.isBackingUp).toBe(false);
});
