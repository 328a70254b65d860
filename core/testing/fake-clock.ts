import type { Clock } from '../ground/clock.ts';

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number;
  readonly #sleeping: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(at: Date) {
    this.#now = at.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { until: this.#now + milliseconds, wake: resolve };
      this.#sleeping.push(sleeper);
      signal.addEventListener(
        'abort',
        () => {
          const at = this.#sleeping.indexOf(sleeper);
          // A sleeper that was woken is no longer in the list.
          if (at !== -1) this.#sleeping.splice(at, 1);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  /** Milliseconds until the next sleeper wakes; null when nothing sleeps. */
  next(): number | null {
    const times = this.#sleeping.map(({ until }) => until - this.#now);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Moves the clock by this many minutes. Wakes each sleeper at its time. */
  async pass(minutes: number): Promise<void> {
    const end = this.#now + minutes * 60_000;
    for (;;) {
      await settled();
      const next = this.#sleeping.toSorted((a, b) => a.until - b.until)[0];
      if (next === undefined || next.until > end) break;
      this.#sleeping.splice(this.#sleeping.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.until);
      next.wake();
    }
    this.#now = end;
    await settled();
  }
}

/** Waits until everything that can go on now has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
