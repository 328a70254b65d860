const WINDOW_MS = 5 * 60_000;
const MOST = 3;

/** Whether an engine that ended unasked is started again: three times in five minutes is "it keeps stopping". */
export class CrashPolicy {
  #times: number[] = [];

  /** Notes a crash at that time (milliseconds). Returns how many there were in the last five minutes. */
  crashed(now: number): number {
    this.#times = [...this.#times.filter((time) => now - time < WINDOW_MS), now];
    return this.#times.length;
  }

  get keepsStopping(): boolean {
    return this.#times.length >= MOST;
  }

  /** After the user has decided: start counting anew. */
  reset(): void {
    this.#times = [];
  }
}
