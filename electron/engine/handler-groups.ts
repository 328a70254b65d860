import { setTimeout } from 'node:timers/promises';
import { sessionKeys } from '../../app/keys/known-keys.ts';
import { leave } from '../../app/leave/leave.ts';
import { planLeave } from '../../app/leave/plan-leave.ts';
import { scheduleOf } from '../../app/take/due-forms.ts';
import { setAside } from '../../app/take/retry-submissions.ts';
import { OtherPrograms } from '../../app/workspace/other-programs.ts';
import { DataThread } from '../../core/data/data-thread.ts';
import type { TableView } from '../../core/model/table-view.ts';
import type { FormKey } from '../ipc/common.ts';
import type { EngineRequest, Handlers } from '../ipc/contract.ts';
import type { EngineStart, FromEngine } from '../ipc/control.ts';
import type { LeaveItem, LeavePlan, LeaveReport } from '../ipc/leave.ts';
import { backupGroup } from './backups.ts';
import type { Reaching } from './connect.ts';
import type { EngineContext } from './context.ts';
import { dataHandlers } from './data.ts';
import { encryptionHandlers } from './encryption.ts';
import { exportHandlers } from './export.ts';
import { formsHandlers } from './forms.ts';
import { keysHandlers } from './keys.ts';
import { problemsHandlers } from './problems.ts';
import { decryptWaiting, makePullRunner, pullHandlers } from './pull.ts';
import { serversHandlers } from './servers.ts';
import { workspaceHandlers } from './workspace.ts';

/** How long a backup has to end by itself, so that the database is closed in time. */
const LET_GO_MS = 1000;

/** What the handlers need of the process around them. */
export interface Around {
  readonly tell: (message: FromEngine) => void;
  readonly isHidden: () => boolean;
  /** Shows the data again: a key was unlocked, or the user goes on without. */
  readonly show: () => void;
}

/** All groups of handlers of the engine, joined. */
export interface HandlerGroups {
  readonly handlers: Handlers<EngineRequest>;
  readonly sqliteVersion: string;
  settingsChanged(): void;
  keysChanged(): void;
  leavePlan(others: readonly string[]): Promise<LeavePlan>;
  leave(items: readonly LeaveItem[]): Promise<LeaveReport>;
  /** What begins when the windows can have replies: an interrupted pull, the schedule, the sample. */
  afterStart(): Promise<void>;
  /** Stops a pull between two submissions. */
  stop(): Promise<void>;
}

export async function makeHandlerGroups(
  given: EngineContext,
  start: EngineStart,
  around: Around,
): Promise<HandlerGroups> {
  const { workspace } = given;
  const reaching: Reaching = {};
  const thread = new DataThread(workspace.folder, workspace.keys, (formId) =>
    given.emit({ type: 'data-changed', formIds: [formId] }),
  );
  const context: EngineContext = {
    ...given,
    emit: (event) => {
      // Before the windows ask again, so that they are not given what they have.
      if (event.type === 'data-changed') thread.changed(event.formIds);
      if (event.type === 'changed-elsewhere') thread.changed(null);
      given.emit(event);
    },
  };
  const exports = exportHandlers(context, (view: TableView) => thread.ids(view));
  const runner = makePullRunner(context, reaching, (formId, preset) => exports.runPreset(formId, preset));
  const schedule = scheduleOf(context, runner, start.openedAt === null ? null : new Date(start.openedAt));
  const others = new OtherPrograms({
    workspace,
    clock: context.clock,
    onChange: () => context.emit({ type: 'changed-elsewhere' }),
  });
  const backups = backupGroup(context, (isRunning) => around.tell({ type: 'backups', isRunning }));
  const handlers = {
    ...workspaceHandlers(context, around),
    ...encryptionHandlers(context),
    ...backups.handlers,
    ...formsHandlers(context, runner, reaching, () => schedule.replan()),
    ...pullHandlers(context, runner),
    ...dataHandlers(context, thread),
    ...problemsHandlers(context, thread, runner),
    ...exports.handlers,
    ...serversHandlers(context),
    ...keysHandlers(context, {
      forgotten: start.forgotten,
      isHidden: around.isHidden,
      onKeysAdded: () => {
        around.show();
        void decryptWaiting(context, runner);
      },
    }),
  } as Handlers<EngineRequest>;
  setAside(workspace, start.setAside);
  const interruptPulling = async (): Promise<void> => {
    await schedule.stop();
    if (!runner.isRunning) return;
    runner.interrupt();
    await runner.ended();
  };
  return {
    handlers,
    sqliteVersion: workspace.sqliteVersion,
    settingsChanged: () => schedule.replan(),
    keysChanged: () => {
      around.tell({
        type: 'held-keys',
        open: context.keys.all().length,
        session: sessionKeys(context),
      });
      context.emit({ type: 'keys-changed' });
    },
    leavePlan: (others) => planLeave(context, context.info.name, others),
    leave: async (items) => {
      await backups.stop();
      await interruptPulling();
      return leave(context, items);
    },
    afterStart: async () => {
      schedule.start();
      backups.start();
      others.start();
      const sample = start.workspace.isSample ? await filled(context) : [];
      if (sample.length > 0) runner.start({ kind: 'import', forms: sample, full: false, refs: null });
      else if (start.continuePull && runner.unfinished() !== null) runner.continue();
      else await decryptWaiting(context, runner);
    },
    stop: async () => {
      await others.stop();
      // What a backup copies, or a server confirms, may take long: the end of the process ends it too.
      const working = Promise.all([backups.stop(), exports.stop()]);
      await Promise.all([Promise.race([working, setTimeout(LET_GO_MS)]), interruptPulling()]);
      await thread.close();
    },
  };
}

/** What makes the sample is read only where the sample is opened: it brings a second cryptography with it. */
async function filled(context: EngineContext): Promise<readonly FormKey[]> {
  const { fillSample } = await import('./sample.ts');
  return fillSample(context);
}
