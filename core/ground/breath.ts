import { setImmediate } from 'node:timers/promises';

/** Lets other work of this thread run: clicks, responses, timers. */
export function breathe(): Promise<void> {
  return setImmediate();
}

/** How long work goes on without letting other work run. */
const AT_A_TIME_MS = 25;

/** Lets other work of this thread run from time to time during long work, and ends the work when it is cancelled. */
export class Breath {
  readonly #signal: AbortSignal;
  #since = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Call it at every step of a loop. Throws the signal's reason. */
  async take(): Promise<void> {
    if (performance.now() - this.#since < AT_A_TIME_MS) return;
    await breathe();
    this.#signal.throwIfAborted();
    this.#since = performance.now();
  }

  /** Runs a generator to its end, and returns what it returns. Takes what to do at each of its stops. */
  async run<Y, R>(work: Generator<Y, R>, onStep: (step: Y) => void = () => undefined): Promise<R> {
    try {
      for (;;) {
        const next = work.next();
        if (next.done === true) return next.value;
        onStep(next.value);
        await this.take();
      }
    } finally {
      // Closes what the work has open, if it did not come to its end.
      work.return(undefined as R);
    }
  }
}
