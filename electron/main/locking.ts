import type { PowerMonitor } from 'electron';
import type { LockReason, Settings } from '../ipc/app.ts';

const WARNING_SECONDS = 60;
const LOOK_MS = 2000;

/** What the system says of the computer; `powerMonitor`, or a test's own. */
export type Power = Pick<PowerMonitor, 'getSystemIdleTime'> & {
  on(event: 'lock-screen' | 'suspend', hear: () => void): unknown;
};

export interface LockHooks {
  readonly settings: () => Settings;
  /** False while there is nothing to lock, or it is locked already: nobody is warned then. */
  readonly isOpen: () => boolean;
  /** True while a pull or a backup runs: idle locking waits until it has ended. */
  readonly isBusy: () => boolean;
  readonly lock: (why: LockReason) => void;
  /** Takes the seconds that are left. */
  readonly warn: (seconds: number) => void;
  readonly unwarn: () => void;
}

/** What the idle clock says: nothing, a warning, or that it is time. Takes seconds; `limit` null is never. */
export function idleState(idle: number, limit: number | null): 'none' | 'warn' | 'lock' {
  if (limit === null) return 'none';
  if (idle >= limit) return 'lock';
  return idle >= Math.max(limit - WARNING_SECONDS, limit / 2) ? 'warn' : 'none';
}

/** Locks when nobody is there, when the screen locks and when the computer sleeps, as the settings say. */
export class Locking {
  readonly #power: Power;
  readonly #hooks: LockHooks;
  #activeAt = Date.now();
  #isWarned = false;

  constructor(power: Power, hooks: LockHooks) {
    this.#power = power;
    this.#hooks = hooks;
    power.on('lock-screen', () => this.#lockIf(hooks.settings().lock.onScreenLock, 'screen'));
    power.on('suspend', () => this.#lockIf(hooks.settings().lock.onSleep, 'sleep'));
    setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** Somebody did something in a window. */
  active(): void {
    this.#activeAt = Date.now();
    this.#look();
  }

  #look(): void {
    const { idle: minutes } = this.#hooks.settings().lock;
    // A user who works in another program counts as active too.
    const idle = Math.min(this.#power.getSystemIdleTime(), (Date.now() - this.#activeAt) / 1000);
    const isWatched = this.#hooks.isOpen() && !this.#hooks.isBusy();
    const state = isWatched ? idleState(idle, minutes === null ? null : minutes * 60) : 'none';
    if (state === 'lock') this.#lockIf(true, 'idle');
    if (state === 'warn' && !this.#isWarned) {
      this.#isWarned = true;
      this.#hooks.warn(Math.max(1, Math.round((minutes ?? 0) * 60 - idle)));
    }
    if (state !== 'warn' && this.#isWarned) {
      this.#isWarned = false;
      this.#hooks.unwarn();
    }
  }

  #lockIf(isWanted: boolean, why: LockReason): void {
    if (isWanted) this.#hooks.lock(why);
  }
}
