const WINDOW_MS = 20_000;
const FIRST_MS = 5_000;

/** Measures speed: over the last twenty seconds, and unknown in the first five. */
export class Pace {
  #samples: { readonly at: number; readonly done: number }[] = [];

  /** Starts again: after a wait, the earlier speed says nothing. */
  restart(): void {
    this.#samples = [];
  }

  /** Records how much is done in total. Takes milliseconds of a clock that does not jump. */
  add(at: number, done: number): void {
    const last = this.#samples[this.#samples.length - 1];
    // Four samples per second are enough, and keep the list short.
    if (last !== undefined && at - last.at < 250) return;
    this.#samples.push({ at, done });
    while ((this.#samples[1]?.at ?? at) <= at - WINDOW_MS) this.#samples.shift();
  }

  /** Returns how many are done per second; null while that is not known yet. */
  rate(at: number, done: number): number | null {
    const [first] = this.#samples;
    if (first === undefined || at - first.at < FIRST_MS) return null;
    return Math.max(0, done - first.done) / ((at - first.at) / 1000);
  }

  /** Returns the seconds until `left` more are done; null while that is not known. */
  secondsLeft(at: number, done: number, left: number): number | null {
    if (left === 0) return 0;
    const rate = this.rate(at, done);
    return rate === null || rate === 0 ? null : left / rate;
  }
}
