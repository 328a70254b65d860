import type { ForgottenKey } from '../../core/model/known-key.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { FromEngine } from '../ipc/control.ts';

/** What the engine says of its work. */
type OfWork = Extract<FromEngine, { type: 'pull-state' | 'backups' | 'held-keys' }>;

/**
 * What the engine works on and which keys of the session it holds, as it says. When it ends, the next one continues what
 * was cut off.
 */
export class EngineWork {
  #isPulling = false;
  #isBackingUp = false;
  #isToContinue = false;
  #step: string | null = null;
  #inHand: readonly RefKey[] = [];
  #sessionKeys: readonly ForgottenKey[] = [];

  get isPulling(): boolean {
    return this.#isPulling;
  }

  /** A backup, a check or a restore runs. */
  get isBackingUp(): boolean {
    return this.#isBackingUp;
  }

  /** A pull was cut off by a crash or by locking, and goes on when it can. */
  get isToContinue(): boolean {
    return this.#isToContinue;
  }

  /** What a pull did last. */
  get step(): string | null {
    return this.#step;
  }

  /** The submissions that were worked on last. */
  get inHand(): readonly RefKey[] {
    return this.#inHand;
  }

  /** The names of the keys that the user has unlocked for this session. */
  get sessionKeys(): readonly ForgottenKey[] {
    return this.#sessionKeys;
  }

  hear(message: OfWork): void {
    switch (message.type) {
      case 'pull-state':
        this.#isPulling = message.isRunning;
        this.#step = message.step;
        this.#inHand = message.inHand;
        if (message.isRunning) this.#isToContinue = false;
        return;
      case 'backups':
        this.#isBackingUp = message.isRunning;
        return;
      default:
        this.#sessionKeys = message.session;
    }
  }

  /** The engine was not asked to end its pull: the next one continues it. */
  cutOff(): void {
    this.#isToContinue ||= this.#isPulling;
  }

  /** The engine has ended. */
  ended(): void {
    this.#isPulling = false;
    this.#isBackingUp = false;
  }

  /** Forgets what belongs to the workspace. */
  forget(): void {
    this.#isToContinue = false;
    this.#step = null;
    this.#inHand = [];
    this.#sessionKeys = [];
  }
}
