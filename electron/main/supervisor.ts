import { isProblem, Problem, problemOf } from '../../core/ground/problem.ts';
import { Turns } from '../../core/ground/turns.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { AppInfo, LockReason, WorkspaceInfo } from '../ipc/app.ts';
import type { EngineStart, FromEngine, ToEngine } from '../ipc/control.ts';
import type { Conversion, UnlockWays } from '../ipc/encryption.ts';
import { CrashPolicy } from './crash-policy.ts';
import { type Ask, asked, type EngineRun, type SupervisorPorts } from './engine-run.ts';
import { EngineWork } from './engine-work.ts';
import { LockState } from './lock-state.ts';

/** What a new engine is started with, besides the state that the supervisor keeps. */
interface StartOptions {
  readonly setAside?: readonly RefKey[];
  readonly whenNew?: EngineStart['whenNew'];
  readonly convert?: EngineStart['convert'];
}

/**
 * Starts, locks, restarts and ends the engine. Locking ends the engine and starts a hidden one. The steps run one
 * after another, so that two engines never use one workspace.
 */
export class Supervisor {
  readonly #ports: SupervisorPorts;
  readonly #policy = new CrashPolicy();
  #run: EngineRun | null = null;
  readonly #turns = new Turns();
  readonly #work = new EngineWork();
  #started: { readonly resolve: () => void; readonly reject: (problem: Problem) => void } | null = null;
  #workspace: WorkspaceInfo;
  #state: AppInfo['engine'] = 'starting';
  readonly #lock = new LockState(() => this.#now());
  #problem: Problem | null = null;
  #sqlite = '';
  #lostKeys = false;
  #isRunHidden = false;
  #hasEnded = false;
  /** How often the app had been locked when the engine that runs was started. */
  #locksAtFork = 0;
  #isPortOpen = false;
  #conversion: Conversion | null = null;
  /** When the open workspace was opened, before it was locked for the first time. */
  #openedAt: string | null = null;

  /** `isLocked`: the app was locked when it ended, and starts so. */
  constructor(workspace: WorkspaceInfo, ports: SupervisorPorts, isLocked = false) {
    this.#workspace = workspace;
    this.#ports = ports;
    if (isLocked) this.#lock.begin(false, 'start');
  }

  get workspace(): WorkspaceInfo {
    return this.#workspace;
  }

  get state(): AppInfo['engine'] {
    return this.#state;
  }

  get locked(): AppInfo['locked'] {
    return this.#lock.locked;
  }

  /** False while there is nothing to lock, or it is locked already. */
  get mayLock(): boolean {
    return this.#lock.locked === null && this.#state !== 'new' && this.#state !== 'converting';
  }

  /** Why the engine could not be started, when it is that. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** How far the encryption or decryption of the workspace is, while one runs. */
  get conversion(): Conversion | null {
    return this.#conversion;
  }

  get sqlite(): string {
    return this.#sqlite;
  }

  get isPulling(): boolean {
    return this.#work.isPulling;
  }

  /** A backup, a check or a restore runs. */
  get isBackingUp(): boolean {
    return this.#work.isBackingUp;
  }

  tell(message: ToEngine): void {
    this.#run?.tell(message);
  }

  /** Asks the engine; throws `engine.stopped` when it is not there, or ends first. */
  ask(make: (id: number) => ToEngine): Promise<FromEngine> {
    return asked(this.#run, make);
  }

  /** Starts the first engine. A failure becomes the state `broken` with its problem. */
  async start(): Promise<void> {
    await this.#turns.take(() => this.#begin()).catch(ignoreProblem);
  }

  /**
   * Forgets all keys and hides the data. The windows hide it at once. The keys are gone when the engine has ended; a
   * pull finishes the current submission first, for at most two seconds. When it is locked already, what would end the
   * lock just now is thrown away. A workspace that is being encrypted, decrypted or made is locked afterwards, and the
   * engine's last work (`endAfter`) is done first.
   */
  async lock(why: LockReason): Promise<void> {
    this.#lock.ask(why);
    this.#run?.tell({ type: 'lock', number: this.#lock.count });
    if (!this.mayLock) return;
    await this.#hide();
  }

  /** Hides the data, and has a hidden engine take the place of the one that runs. */
  async #hide(): Promise<void> {
    this.#work.cutOff();
    this.#lock.begin(this.#work.isToContinue);
    this.#policy.reset();
    this.#setState('starting');
    await this.#turns
      .take(async () => {
        await this.#end();
        if (!this.#hasEnded) await this.#begin();
      })
      .catch(ignoreProblem);
  }

  /**
   * Ends the engine, does the work that needs no engine, and opens a workspace with a new engine. When the work or the
   * opening fails, opens the previous workspace again and throws the problem. Forgets the keys of the session.
   */
  open(
    workspace: WorkspaceInfo,
    between: () => Promise<void> = () => Promise.resolve(),
    whenNew: EngineStart['whenNew'] = workspace.isSample ? 'plain' : 'encrypted',
  ): Promise<void> {
    const locks = this.#lock.count;
    return this.#turns.take(async () => {
      const [before, lockedBefore] = [this.#workspace, this.#lock.locked];
      this.#hasEnded = false;
      this.#setState('starting');
      await this.#end();
      try {
        await between();
        this.#forget(locks);
        this.#workspace = workspace;
        await this.#begin({ whenNew });
      } catch (error) {
        await this.#end();
        this.#workspace = before;
        // A workspace that cannot be opened is no way past the lock of another.
        this.#lock.beginAgain(lockedBefore);
        await this.#begin().catch(ignoreProblem);
        throw error;
      }
    });
  }

  /**
   * Ends the engine, and has a new one encrypt or decrypt the workspace before it opens it. What came of it is told to
   * the windows. Forgets the keys of the session.
   */
  async convert(convert: NonNullable<EngineStart['convert']>): Promise<void> {
    const locks = this.#lock.count;
    await this.#turns
      .take(async () => {
        this.#conversion = { to: convert.to, step: 'start', done: 0, total: 0 };
        this.#setState('converting');
        await this.#end();
        this.#forget(locks);
        await this.#begin({ convert });
      })
      .catch(ignoreProblem);
  }

  /** After it has kept stopping, or could not start: tries again, leaving out what was in hand when asked to. */
  async restart(setAside: boolean): Promise<void> {
    if (this.#state !== 'broken') return;
    this.#policy.reset();
    const left = setAside ? this.#work.inHand : [];
    await this.#turns.take(() => this.#begin({ setAside: left })).catch(ignoreProblem);
  }

  /** Ends the engine for good. */
  end(): Promise<void> {
    return this.#turns.take(() => this.#endForGood());
  }

  /**
   * Has the engine do its last work, and ends it for good. `work` gets what asks the engine. A lock that comes
   * meanwhile hides the data at once, and lets the engine finish. Throws `engine.locked` when the app is locked
   * already, `engine.stopped` when there is no engine or it ends first, and what `work` throws.
   */
  async endAfter<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    if (this.#lock.locked !== null) throw new Problem('engine.locked', {});
    const run = this.#state === 'ready' ? this.#run : null;
    return this.#turns.take(async () => {
      const done = await work((make) => asked(run, make));
      await this.#endForGood();
      return done;
    });
  }

  async #endForGood(): Promise<void> {
    this.#hasEnded = true;
    this.#setState('starting');
    await this.#end();
  }

  async #end(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    this.#work.ended();
    this.#isPortOpen = false;
    this.#ports.onPort('closed');
    await run?.end();
  }

  /** Forgets what belongs to the workspace. A lock that came after so many stays. */
  #forget(locks: number): void {
    this.#lock.end(locks);
    this.#work.forget();
    this.#openedAt = null;
    this.#policy.reset();
  }

  /**
   * Starts an engine and waits until it replies: it is ready, or waits for the user. Throws the problem that kept it
   * from opening the workspace.
   */
  #begin(options: StartOptions = {}): Promise<void> {
    this.#problem = null;
    if (this.#state !== 'restarting' && this.#state !== 'converting') this.#setState('starting');
    return new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
      this.#fork(options);
    });
  }

  #fork({ setAside = [], whenNew, convert = null }: StartOptions): void {
    const { isSample } = this.#workspace;
    const start: EngineStart = {
      ...this.#ports.facts(),
      workspace: this.#workspace,
      lockedBy: this.#lock.locked?.why ?? null,
      locks: this.#lock.count,
      forgotten: this.#work.sessionKeys,
      setAside,
      continuePull: this.#work.isToContinue,
      openedAt: this.#openedAt,
      whenNew: whenNew ?? (isSample ? 'plain' : 'encrypted'),
      convert,
    };
    this.#openedAt ??= this.#now();
    // A conversion opens the workspace that it has made.
    this.#isRunHidden = start.lockedBy !== null && convert === null;
    this.#locksAtFork = this.#lock.count;
    this.#isPortOpen = false;
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
      case 'locked':
        this.#waitForUnlocking(message.ways);
        return;
      case 'new':
        this.#settle('new');
        return;
      case 'conversion':
        this.#conversion = message.conversion;
        this.#setState('converting');
        return;
      case 'converted':
        this.#conversion = null;
        this.#ports.tell({ type: 'converted', result: message.result });
        return;
      case 'not-started':
        this.#run = null;
        this.#conversion = null;
        this.#problem = problemOf(message.problem);
        this.#setState('broken');
        this.#ports.onPort('broken');
        this.#started?.reject(this.#problem);
        this.#started = null;
        return;
      case 'pull-state':
      case 'held-keys':
        this.#work.hear(message);
        return;
      case 'backups':
        this.#work.hear(message);
        this.#ports.onChange();
        return;
      case 'shown':
        if (this.#lock.end(message.lock)) this.#ports.onChange();
        else void this.#hide();
        return;
      default:
        this.#ports.onAsked(message, run);
    }
  }

  #ready(sqlite: string): void {
    const wasDown = this.#state === 'restarting';
    this.#sqlite = sqlite;
    if (this.#state === 'converting' && this.#locksAtFork !== this.#lock.count) {
      // Locked while it was encrypted or decrypted. `hide` says so before anybody is given the port.
      void this.#hide();
      this.#settle('ready');
      return;
    }
    this.#settle('ready');
    if (wasDown) {
      this.#ports.tell({
        type: 'engine-started',
        lostSessionKeys: this.#lostKeys,
        continues: this.#work.isToContinue,
      });
    }
  }

  #waitForUnlocking(ways: UnlockWays): void {
    // Locked while it was starting: the lock stays, and the engine that comes next says how to unlock it.
    const why = this.#state === 'restarting' ? 'stopped' : 'start';
    this.#lock.begin(this.#work.isToContinue, why);
    this.#lock.unlockedBy(ways);
    this.#isRunHidden = true;
    this.#settle('locked');
  }

  /** The engine has started: the windows may ask it. */
  #settle(state: 'ready' | 'locked' | 'new'): void {
    this.#conversion = null;
    this.#setState(state);
    // Locked while it was starting: the one that comes next is hidden, this one is shown to nobody.
    if (!this.#isPortOpen && (this.#lock.locked === null || this.#isRunHidden)) {
      this.#isPortOpen = true;
      this.#ports.onPort('open');
    }
    this.#started?.resolve();
    this.#started = null;
  }

  #now(): string {
    return new Date(this.#ports.now()).toISOString();
  }

  #crashed(code: number): void {
    this.#run = null;
    this.#lostKeys = this.#work.sessionKeys.length > 0;
    this.#work.cutOff();
    this.#work.ended();
    this.#conversion = null;
    const times = this.#policy.crashed(this.#ports.now());
    const isBroken = this.#policy.keepsStopping;
    this.#ports.onCrash(code);
    this.#setState(isBroken ? 'broken' : 'restarting');
    this.#ports.onPort(isBroken ? 'broken' : 'closed');
    const { step, inHand } = this.#work;
    this.#ports.tell({ type: 'engine-stopped', times, step, submission: inHand[0]?.locator ?? null });
    if (!isBroken) {
      this.#fork({});
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
