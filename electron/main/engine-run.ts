import { Problem } from '../../core/ground/problem.ts';
import type { AppEvent } from '../ipc/app.ts';
import type { EngineStart, FromEngine, ToEngine } from '../ipc/control.ts';

/** One run of the engine, as the supervisor sees it (`engine-process.ts`). */
export interface EngineRun {
  tell(message: ToEngine): void;
  /** Asks something whose reply comes under an id. Rejects when the engine ends first. */
  ask(make: (id: number) => ToEngine): Promise<FromEngine>;
  /** Ends it, within two seconds. */
  end(): Promise<void>;
}

/** Asks an engine. Throws `engine.stopped` when it ends first. */
export type Ask = (make: (id: number) => ToEngine) => Promise<FromEngine>;

/** Asks this run of the engine; throws `engine.stopped` when there is none, or it ends first. */
export async function asked(run: EngineRun | null, make: (id: number) => ToEngine): Promise<FromEngine> {
  const reply = await run?.ask(make).catch(() => null);
  if (reply === undefined || reply === null) throw new Problem('engine.stopped', {});
  return reply;
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
