const WINDOW_MS = 20_000;
const FIRST_MS = 5_000;

/** How fast something goes: by what was done in the last twenty seconds, and unknown in the first five. */
export class Pace {
  #samples: { readonly at: number; readonly done: number }[] = [];

  /** Begins anew: after waiting for something, what was before says nothing. */
  restart(): void {
    this.#samples = [];
  }

  /** Notes how much is done in all. Takes milliseconds of a clock that does not jump. */
  add(at: number, done: number): void {
    const last = this.#samples[this.#samples.length - 1];
    // Four a second are enough, and keep the window small.
    if (last !== undefined && at - last.at < 250) return;
    this.#samples.push({ at, done });
    while ((this.#samples[1]?.at ?? at) <= at - WINDOW_MS) this.#samples.shift();
  }

  /** So many a second; null while that is not known yet. */
  rate(at: number, done: number): number | null {
    const [first] = this.#samples;
    if (first === undefined || at - first.at < FIRST_MS) return null;
    return Math.max(0, done - first.done) / ((at - first.at) / 1000);
  }

  /** Seconds until so many more are done; null while that is not known. */
  secondsLeft(at: number, done: number, left: number): number | null {
    if (left === 0) return 0;
    const rate = this.rate(at, done);
    return rate === null || rate === 0 ? null : left / rate;
  }
}
