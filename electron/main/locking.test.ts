import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { idleState, Locking } from './locking.ts';
import { defaultSettings } from './settings-file.ts';

test('a warning comes a minute before', () => {
  expect(idleState(0, 900)).toBe('none');
  expect(idleState(839, 900)).toBe('none');
  expect(idleState(840, 900)).toBe('warn');
  expect(idleState(900, 900)).toBe('lock');
  expect(idleState(1e6, null)).toBe('none');
});

test('with one minute there is half a minute of warning', () => {
  expect(idleState(29, 60)).toBe('none');
  expect(idleState(30, 60)).toBe('warn');
  expect(idleState(60, 60)).toBe('lock');
});

describe('the clock', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function clock(lock = defaultSettings.lock) {
    const events: string[] = [];
    let isOpen = true;
    let isBusy = false;
    let since = Date.now();
    const power = Object.assign(new EventEmitter(), {
      getSystemIdleTime: () => Math.floor((Date.now() - since) / 1000),
    });
    const locking = new Locking(power, {
      settings: () => ({ ...defaultSettings, lock }),
      isOpen: () => isOpen,
      isBusy: () => isBusy,
      lock: (why) => {
        isOpen = false;
        events.push(why);
      },
      warn: (seconds) => events.push(`warn ${seconds}`),
      unwarn: () => events.push('unwarn'),
    });
    return {
      events,
      power,
      locking,
      /** A pull or a backup runs, or has ended. */
      work: (isRunning: boolean) => {
        isBusy = isRunning;
      },
      /** The user moves the mouse somewhere. */
      move: () => {
        since = Date.now();
      },
    };
  }

  test('warns once, then locks once', () => {
    const { events } = clock({ idle: 15, onScreenLock: true, onSleep: true });
    vi.advanceTimersByTime(13 * 60_000);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(62_000);
    expect(events).toEqual(['warn 60']);
    vi.advanceTimersByTime(60 * 60_000);
    expect(events).toEqual(['warn 60', 'idle', 'unwarn']);
  });

  test('somebody at the window takes the warning away at once', () => {
    const { events, locking } = clock({ idle: 2, onScreenLock: true, onSleep: true });
    vi.advanceTimersByTime(70_000);
    locking.active();
    expect(events).toEqual(['warn 60', 'unwarn']);
    vi.advanceTimersByTime(50_000);
    expect(events).toHaveLength(2);
  });

  test('somebody at another program keeps it open', () => {
    const { events, move } = clock({ idle: 1, onScreenLock: true, onSleep: true });
    for (let i = 0; i < 20; i += 1) {
      vi.advanceTimersByTime(20_000);
      move();
    }
    expect(events).toEqual([]);
  });

  test('an idle computer locks when what runs has ended; the screen does not wait', () => {
    const { events, work } = clock({ idle: 1, onScreenLock: true, onSleep: true });
    work(true);
    vi.advanceTimersByTime(60 * 60_000);
    expect(events).toEqual([]);
    work(false);
    vi.advanceTimersByTime(2000);
    expect(events).toEqual(['idle']);
    const other = clock({ idle: null, onScreenLock: true, onSleep: true });
    other.work(true);
    other.power.emit('lock-screen');
    expect(other.events).toEqual(['screen']);
  });

  test('the screen and sleep are told while it is locked too: a passphrase may be being tried', () => {
    const { events, power } = clock({ idle: 1, onScreenLock: true, onSleep: true });
    power.emit('lock-screen');
    power.emit('suspend');
    vi.advanceTimersByTime(10 * 60_000);
    expect(events).toEqual(['screen', 'sleep']);
  });

  test('never is never', () => {
    const { events } = clock({ idle: null, onScreenLock: true, onSleep: true });
    vi.advanceTimersByTime(24 * 60 * 60_000);
    expect(events).toEqual([]);
  });

  test('the screen and sleep lock when they are to', () => {
    const asked = clock({ idle: null, onScreenLock: true, onSleep: false });
    asked.power.emit('suspend');
    expect(asked.events).toEqual([]);
    asked.power.emit('lock-screen');
    expect(asked.events).toEqual(['screen']);
    const other = clock({ idle: null, onScreenLock: false, onSleep: true });
    other.power.emit('lock-screen');
    other.power.emit('suspend');
    expect(other.events).toEqual(['sleep']);
  });
});
