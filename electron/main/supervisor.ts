import { isProblem, Problem, problemOf } from '../../core/ground/problem.ts';
import type { ForgottenKey } from '../../core/model/known-key.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { AppEvent, AppInfo, LockReason, WorkspaceInfo } from '../ipc/app.ts';
import type { EngineStart, FromEngine, ToEngine } from '../ipc/control.ts';
import { CrashPolicy } from './crash-policy.ts';

/** One run of the engine, as the supervisor sees it (`engine-process.ts`). */
export interface EngineRun {
  tell(message: ToEngine): void;
  /** Asks something whose reply comes under an id. Rejects when the engine ends first. */
  ask(make: (id: number) => ToEngine): Promise<FromEngine>;
  /** Ends it, within two seconds. */
  end(): Promise<void>;
}

export interface EngineHooks {
  /** Everything that the engine says, once it was started. */
  readonly onMessage: (message: FromEngine) => void;
  /** It ended, although nobody asked it to. */
  readonly onCrash: (code: number) => void;
}

export interface SupervisorPorts {
  readonly now: () => number;
  readonly fork: (start: EngineStart, hooks: EngineHooks) => EngineRun;
  readonly facts: () => Pick<EngineStart, 'settings' | 'hasKeychain' | 'places' | 'logFile'>;
  readonly tell: (event: AppEvent) => void;
  /** Anything of its state has changed. */
  readonly onChange: () => void;
  /** The engine can be asked; there is no engine for a while; the engine keeps stopping. */
  readonly onPort: (port: 'open' | 'closed' | 'broken') => void;
  readonly onCrash: (code: number) => void;
  /** Messages that are not about starting and ending the engine: the keychain, the proxy, places. */
  readonly onAsked: (message: FromEngine, run: EngineRun) => void;
}

/**
 * Starts, locks, restarts and ends the engine. Locking ends the engine and starts a hidden one. The steps run one
 * after another, so that two engines never use one workspace.
 */
export class Supervisor {
  readonly #ports: SupervisorPorts;
  readonly #policy = new CrashPolicy();
  #run: EngineRun | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #started: { readonly resolve: () => void; readonly reject: (problem: Problem) => void } | null = null;
  #workspace: WorkspaceInfo;
  #state: AppInfo['engine'] = 'starting';
  #locked: AppInfo['locked'] = null;
  #problem: Problem | null = null;
  #sqlite = '';
  #sessionKeys: readonly ForgottenKey[] = [];
  #isPulling = false;
  /** A pull was cut off by a crash or by locking, and goes on when it can. */
  #isToContinue = false;
  #step: string | null = null;
  #inHand: readonly RefKey[] = [];
  #lostKeys = false;
  #isRunHidden = false;

  constructor(workspace: WorkspaceInfo, ports: SupervisorPorts) {
    this.#workspace = workspace;
    this.#ports = ports;
  }

  get workspace(): WorkspaceInfo {
    return this.#workspace;
  }

  get state(): AppInfo['engine'] {
    return this.#state;
  }

  get locked(): AppInfo['locked'] {
    return this.#locked;
  }

  /** Why the engine could not be started, when it is that. */
  get problem(): Problem | null {
    return this.#problem;
  }

  get sqlite(): string {
    return this.#sqlite;
  }

  get isPulling(): boolean {
    return this.#isPulling;
  }

  tell(message: ToEngine): void {
    this.#run?.tell(message);
  }

  /** Asks the engine; throws `engine.stopped` when it is not there, or ends first. */
  async ask(make: (id: number) => ToEngine): Promise<FromEngine> {
    const reply = await this.#run?.ask(make).catch(() => null);
    if (reply === undefined || reply === null) throw new Problem('engine.stopped', {});
    return reply;
  }

  /** Starts the first engine. A failure becomes the state `broken` with its problem. */
  async start(): Promise<void> {
    await this.#inTurn(() => this.#begin([])).catch(ignoreProblem);
  }

  /**
   * Forgets all keys and hides the data. The windows hide it at once. The keys are gone when the engine has ended; a
   * pull finishes the current submission first, for at most two seconds. Does nothing when it is locked already.
   */
  async lock(why: LockReason): Promise<void> {
    if (this.#locked !== null) return;
    const since = new Date(this.#ports.now()).toISOString();
    this.#isToContinue ||= this.#isPulling;
    this.#locked = { since, why, pullStopped: this.#isToContinue };
    this.#policy.reset();
    this.#setState('starting');
    await this.#inTurn(async () => {
      await this.#end();
      await this.#begin([]);
    }).catch(ignoreProblem);
  }

  /**
   * Ends the engine, does the work that needs no engine, and opens a workspace with a new engine. When the work or the
   * opening fails, opens the previous workspace again and throws the problem. Forgets the keys of the session.
   */
  open(workspace: WorkspaceInfo, between: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#workspace;
      this.#setState('starting');
      await this.#end();
      try {
        await between();
        this.#forget();
        this.#workspace = workspace;
        await this.#begin([]);
      } catch (error) {
        await this.#end();
        this.#workspace = before;
        await this.#begin([]).catch(ignoreProblem);
        throw error;
      }
    });
  }

  /** After it has kept stopping, or could not start: tries again, leaving out what was in hand when asked to. */
  async restart(setAside: boolean): Promise<void> {
    if (this.#state !== 'broken') return;
    this.#policy.reset();
    const left = setAside ? this.#inHand : [];
    await this.#inTurn(() => this.#begin(left)).catch(ignoreProblem);
  }

  /** Ends the engine for good. */
  end(): Promise<void> {
    return this.#inTurn(async () => {
      this.#setState('starting');
      await this.#end();
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #end(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    this.#isPulling = false;
    this.#ports.onPort('closed');
    await run?.end();
  }

  #forget(): void {
    this.#sessionKeys = [];
    this.#locked = null;
    this.#isToContinue = false;
    this.#step = null;
    this.#inHand = [];
    this.#policy.reset();
  }

  /** Starts an engine and waits until it replies. Throws the problem that kept it from opening the workspace. */
  #begin(setAside: readonly RefKey[]): Promise<void> {
    this.#problem = null;
    this.#setState(this.#state === 'restarting' ? 'restarting' : 'starting');
    return new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
      this.#fork(setAside);
    });
  }

  #fork(setAside: readonly RefKey[]): void {
    const start: EngineStart = {
      ...this.#ports.facts(),
      workspace: this.#workspace,
      lockedBy: this.#locked?.why ?? null,
      forgotten: this.#sessionKeys,
      setAside,
      continuePull: this.#isToContinue,
    };
    this.#isRunHidden = start.lockedBy !== null;
    const run = this.#ports.fork(start, {
      onMessage: (message) => {
        if (this.#run === run) this.#hear(message, run);
      },
      onCrash: (code) => {
        if (this.#run === run) this.#crashed(code);
      },
    });
    this.#run = run;
  }

  #hear(message: FromEngine, run: EngineRun): void {
    switch (message.type) {
      case 'ready':
        this.#ready(message.sqlite);
        return;
      case 'not-started':
        this.#run = null;
        this.#problem = problemOf(message.problem);
        this.#setState('broken');
        this.#ports.onPort('broken');
        this.#started?.reject(this.#problem);
        this.#started = null;
        return;
      case 'pull-state':
        this.#isPulling = message.isRunning;
        this.#step = message.step;
        this.#inHand = message.inHand;
        if (message.isRunning) this.#isToContinue = false;
        return;
      case 'held-keys':
        this.#sessionKeys = message.session;
        return;
      case 'shown':
        this.#locked = null;
        this.#ports.onChange();
        return;
      default:
        this.#ports.onAsked(message, run);
    }
  }

  #ready(sqlite: string): void {
    const wasDown = this.#state === 'restarting';
    this.#sqlite = sqlite;
    this.#setState('ready');
    // Locked while it was starting: the one that comes next is hidden, this one is shown to nobody.
    if (this.#locked === null || this.#isRunHidden) this.#ports.onPort('open');
    if (wasDown) {
      this.#ports.tell({
        type: 'engine-started',
        lostSessionKeys: this.#lostKeys,
        continues: this.#isToContinue,
      });
    }
    this.#started?.resolve();
    this.#started = null;
  }

  #crashed(code: number): void {
    this.#run = null;
    this.#lostKeys = this.#sessionKeys.length > 0;
    this.#isToContinue ||= this.#isPulling;
    this.#isPulling = false;
    const times = this.#policy.crashed(this.#ports.now());
    const isBroken = this.#policy.keepsStopping;
    this.#ports.onCrash(code);
    this.#setState(isBroken ? 'broken' : 'restarting');
    this.#ports.onPort(isBroken ? 'broken' : 'closed');
    const submission = this.#inHand[0]?.locator ?? null;
    this.#ports.tell({ type: 'engine-stopped', times, step: this.#step, submission });
    if (!isBroken) {
      this.#fork([]);
      return;
    }
    this.#started?.reject(new Problem('engine.stopped', {}));
    this.#started = null;
  }

  #setState(state: AppInfo['engine']): void {
    this.#state = state;
    this.#ports.onChange();
  }
}

/** A problem is shown by the state `broken`; a bug goes on. */
function ignoreProblem(error: unknown): void {
  if (!isProblem(error)) throw error;
}
