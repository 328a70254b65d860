import type { AppInfo, LockReason } from '../ipc/app.ts';
import type { UnlockWays } from '../ipc/encryption.ts';

type Locked = NonNullable<AppInfo['locked']>;

/**
 * Whether the app is locked, since when and why. It counts the locks, as the engine does (`engine/lock-order.ts`): what
 * was asked for before the last of them does not end it.
 */
export class LockState {
  readonly #now: () => string;
  #locked: AppInfo['locked'] = null;
  #count = 0;
  #lastWhy: LockReason = 'user';

  constructor(now: () => string) {
    this.#now = now;
  }

  get locked(): AppInfo['locked'] {
    return this.#locked;
  }

  /** How often the app was to be locked. */
  get count(): number {
    return this.#count;
  }

  /** The app is to be locked, now or as soon as that is possible. */
  ask(why: LockReason): void {
    this.#count += 1;
    this.#lastWhy = why;
  }

  /** Locks the app. A lock that is there stays as it is. */
  begin(pullStopped: boolean, why: Locked['why'] = this.#lastWhy): void {
    this.#locked ??= { since: this.#now(), why, pullStopped, ways: null };
  }

  /** Locks the app as it was locked before. A lock that is there stays as it is. */
  beginAgain(before: AppInfo['locked']): void {
    this.#locked ??= before;
  }

  /** Says how the locked workspace can be unlocked. */
  unlockedBy(ways: UnlockWays): void {
    if (this.#locked !== null) this.#locked = { ...this.#locked, ways };
  }

  /** Ends the lock. Does nothing, and returns false, when there were more locks than these. */
  end(count: number): boolean {
    if (count !== this.#count) return false;
    this.#locked = null;
    return true;
  }
}
