/**
 * Calls a function at most once per interval: at once when the last call was long ago, else when the interval
 * has passed.
 */
export class Throttle {
  readonly #every: number;
  readonly #call: () => void;
  #last = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(everyMs: number, call: () => void) {
    this.#every = everyMs;
    this.#call = call;
  }

  /** Requests a call. Further requests before this call are part of it. */
  soon(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#last + this.#every - performance.now());
    // A call that is still due does not keep the process alive.
    this.#timer = setTimeout(() => this.now(), wait).unref();
  }

  /** Calls at once. This also does a call that was requested. */
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
