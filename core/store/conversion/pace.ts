import { setImmediate } from 'node:timers/promises';

/** How long work goes on without letting other work run. */
const AT_A_TIME_MS = 40;

/** Lets other work of this process run from time to time, and ends long work when its signal says so. */
export class Pace {
  readonly #signal: AbortSignal;
  #since = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Call it often. Throws the signal's reason. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since < AT_A_TIME_MS) return;
    await setImmediate();
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
        await this.breathe();
      }
    } finally {
      // Closes what the work has open, if it did not come to its end.
      work.return(undefined as R);
    }
  }
}
