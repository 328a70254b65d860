/** Calls something at most once in so many milliseconds: at once when it was long not called, else when it may again. */
export class Throttle {
  readonly #every: number;
  readonly #call: () => void;
  #last = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(everyMs: number, call: () => void) {
    this.#every = everyMs;
    this.#call = call;
  }

  /** Asks for a call, which stands for all that ask until it comes. */
  soon(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#last + this.#every - performance.now());
    // What is told late keeps no process alive.
    this.#timer = setTimeout(() => this.now(), wait).unref();
  }

  /** Calls at once; what was asked for is done with it. */
  now(): void {
    this.cancel();
    this.#last = performance.now();
    this.#call();
  }

  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
