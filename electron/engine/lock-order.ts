import { AsyncLocalStorage } from 'node:async_hooks';
import { Problem } from '../../core/ground/problem.ts';

/**
 * Tells which came first: a lock, or the request that would end it. Trying a passphrase takes half a second, in which
 * the screen may lock: that lock wins.
 */
export class LockOrder {
  #locks: number;
  readonly #atRequest = new AsyncLocalStorage<number>();

  /** Takes how often the app was locked before. */
  constructor(locks: number) {
    this.#locks = locks;
  }

  /** The app was locked. Takes how often by now. */
  locked(locks: number): void {
    this.#locks = locks;
  }

  /** Handles a request, as one that came now. */
  during<T>(handle: () => T): T {
    return this.#atRequest.run(this.#locks, handle);
  }

  /** How often the app had been locked when the request came that is being handled. */
  get atRequest(): number {
    return this.#atRequest.getStore() ?? this.#locks;
  }

  /** Whether the app was locked since. */
  get isLate(): boolean {
    return this.atRequest !== this.#locks;
  }

  /** Throws `engine.locked` when the app was locked since. */
  refuseLate(): void {
    if (this.isLate) throw new Problem('engine.locked', {});
  }
}
