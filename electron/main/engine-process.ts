import { join } from 'node:path';
import { MessageChannelMain, type UtilityProcess, utilityProcess, type WebContents } from 'electron';
import type { EngineStart, FromEngine, ToEngine } from '../ipc/control.ts';
import { channels, type PortNews } from '../ipc/owners.ts';
import type { EngineHooks, EngineRun } from './engine-run.ts';

/** How long a pull may take to stop between two submissions before the engine is ended anyway. */
const END_MS = 2000;

type Waiting = { readonly resolve: (message: FromEngine) => void; readonly reject: () => void };

/**
 * One run of the engine: the process that holds the workspace and the keys. Ending it is what forgets the keys. Windows
 * talk with it over ports of their own; this side hears only what holds no answers.
 */
export class EngineProcess implements EngineRun {
  static #runs = 0;
  readonly #number: number;
  readonly #process: UtilityProcess;
  readonly #hooks: EngineHooks;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #isEnding = false;
  #hasEnded = false;
  readonly #ended: Promise<void>;

  constructor(start: EngineStart, hooks: EngineHooks) {
    this.#hooks = hooks;
    EngineProcess.#runs += 1;
    this.#number = EngineProcess.#runs;
    this.#process = utilityProcess.fork(join(import.meta.dirname, 'engine.js'), [], {
      serviceName: 'Attaché engine',
      // The engine's output could hold anything, so it is not kept.
      stdio: 'ignore',
    });
    this.#process.on('message', (message: FromEngine) => this.#hear(message));
    this.#ended = new Promise((resolve) => {
      this.#process.on('exit', (code) => {
        this.#hasEnded = true;
        for (const { reject } of this.#waiting.values()) reject();
        this.#waiting.clear();
        resolve();
        if (!this.#isEnding) this.#hooks.onCrash(code);
      });
    });
    this.tell({ type: 'start', start });
  }

  tell(message: ToEngine): void {
    if (!this.#hasEnded) this.#process.postMessage(message);
  }

  /** Gives a window its port. */
  connect(window: WebContents): void {
    if (this.#hasEnded) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#process.postMessage({ type: 'window' } satisfies ToEngine, [port1]);
    window.postMessage(channels.engine, { port: 'open', run: this.#number } satisfies PortNews, [port2]);
  }

  /** Asks something whose reply comes under an id. Rejects when the engine ends first. */
  ask(make: (id: number) => ToEngine): Promise<FromEngine> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      if (this.#hasEnded) {
        reject(new Error('the engine has ended'));
        return;
      }
      this.#waiting.set(id, { resolve, reject: () => reject(new Error('the engine has ended')) });
      this.tell(make(id));
    });
  }

  /** Ends it: a pull stops between two submissions, the database is closed; after two seconds it is ended anyway. */
  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#hasEnded) return;
    this.tell({ type: 'end' });
    const timer = setTimeout(() => this.#process.kill(), END_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #hear(message: FromEngine): void {
    if (message.type === 'leave-plan' || message.type === 'leave' || message.type === 'untouched') {
      this.#waiting.get(message.id)?.resolve(message);
      this.#waiting.delete(message.id);
      return;
    }
    // The engine ends on its own after this message. That is not a crash.
    if (message.type === 'not-started') this.#isEnding = true;
    this.#hooks.onMessage(message);
  }
}
