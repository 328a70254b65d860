import type { EngineRequest, Handlers } from '../ipc/contract.ts';
import type { EngineStart, FromEngine } from '../ipc/control.ts';
import type { LeaveItem, LeavePlan, LeaveReport } from '../ipc/leave.ts';
import type { EngineContext } from './context.ts';
import { workspaceHandlers } from './workspace.ts';

/** What the rooms need of the process around them. */
export interface Around {
  readonly tell: (message: FromEngine) => void;
  readonly isHidden: () => boolean;
  /** Shows the data again: a key was unlocked, or the user goes on without. */
  readonly show: () => void;
}

/** All rooms of the engine, joined. */
export interface Rooms {
  readonly handlers: Handlers<EngineRequest>;
  readonly sqliteVersion: string;
  settingsChanged(): void;
  keysChanged(): void;
  leavePlan(): LeavePlan;
  leave(items: readonly LeaveItem[]): Promise<LeaveReport>;
  /** What begins when the windows can be answered: an interrupted pull, the schedule, the sample. */
  afterStart(): Promise<void>;
  /** Stops a pull between two submissions. */
  stop(): Promise<void>;
}

export async function makeRooms(context: EngineContext, start: EngineStart, around: Around): Promise<Rooms> {
  const handlers = { ...workspaceHandlers(context, around) } as Handlers<EngineRequest>;
  return {
    handlers,
    sqliteVersion: context.workspace.sqliteVersion,
    settingsChanged: () => undefined,
    keysChanged: () => context.emit({ type: 'keys-changed' }),
    leavePlan: () => ({ rows: [], workspaceName: start.workspace.name, stays: [] }),
    leave: () => Promise.resolve({ done: [], failed: [], stays: [] }),
    afterStart: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
