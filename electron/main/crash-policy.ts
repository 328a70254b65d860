const WINDOW_MS = 5 * 60_000;
const MOST = 3;

/**
 * Decides whether an engine that crashed is started again. Three crashes in five minutes count as "it keeps stopping".
 */
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

  /** Starts the count again, after the user has decided. */
  reset(): void {
    this.#times = [];
  }
}
