import { setImmediate } from 'node:timers/promises';

const MOST_MS = 25;

/** Lets other work of this thread run from time to time during a long loop, and ends the loop when it is cancelled. */
export class Breath {
  readonly #signal: AbortSignal;
  #since = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Call it at every turn. Throws the signal's reason. */
  async take(): Promise<void> {
    if (performance.now() - this.#since < MOST_MS) return;
    await setImmediate();
    this.#signal.throwIfAborted();
    this.#since = performance.now();
  }
}
