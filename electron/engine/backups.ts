import { backupCode, checkBackupCode } from '../../app/backup/backup-code.ts';
import { lookAtPlace } from '../../app/backup/backup-place.ts';
import { BackupSchedule, type DueWork } from '../../app/backup/backup-plans.ts';
import { backupStates, forgetBackup, runWasCutOff, setBackupPlan } from '../../app/backup/backup-state.ts';
import { runDrill } from '../../app/backup/restore-drill.ts';
import { runBackup } from '../../app/backup/run-backup.ts';
import { verifyBackup } from '../../app/backup/verify-backup.ts';
import { diskOf } from '../../app/surroundings/disk-of.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { BackupState } from '../../core/model/backup.ts';
import type { backupRequests } from '../ipc/backup.ts';
import type { Handlers, NamesOf } from '../ipc/contract.ts';
import { problemView } from '../ipc/problem-view.ts';
import { type BackupJob, BackupRunner } from './backup-runner.ts';
import { backupRow, diskView } from './backup-views.ts';
import type { EngineContext } from './context.ts';
import { restoreHandlers } from './restore.ts';

type Names = Extract<keyof typeof backupRequests, NamesOf<'engine'>>;

export interface BackupGroup {
  readonly handlers: Handlers<Names>;
  /** Makes backups automatically, as their plans say. */
  start(): void;
  /** Cancels what runs, and begins nothing more. */
  stop(): Promise<void>;
}

/**
 * The requests about backups, and the backups that are made by themselves. Takes what is called when work has begun or
 * ended, or what is known of a backup has changed.
 */
export function backupGroup(context: EngineContext, onChange: (isRunning: boolean) => void): BackupGroup {
  const { workspace, clock } = context;
  const runner = new BackupRunner(context, onChange);
  const isCodeKept = (): boolean => workspace.backupIdentity.code()?.isTold === true;
  const stateOf = (folder: string): BackupState => {
    const found = backupStates(workspace.folder).find((state) => state.folder === folder);
    if (found === undefined) throw new Problem('engine.place_unknown', {});
    return found;
  };
  const jobFor = (kind: DueWork['work'] | 'check', before: BackupState, isNew = false): BackupJob => {
    const { folder } = before;
    if (!isCodeKept()) throw new Problem('engine.request_invalid', { request: 'backup.start' });
    return {
      kind,
      folder,
      onCutOff: () => runWasCutOff(workspace.folder, before),
      run: async (ports) => {
        if (kind === 'backup') {
          const tellCode = (): void => undefined;
          const options = { ...ports, workspace, folder, passphrase: null, tellCode, isNew };
          const { newFiles: files, newBytes: bytes, ...report } = await runBackup(options);
          return { ...report, files, bytes };
        }
        if (kind === 'drill') return { bytes: 0, ...(await runDrill({ ...ports, workspace, folder })) };
        const { code } = backupCode(workspace);
        const options = { ...ports, folder, code, workspaceFolder: workspace.folder };
        return { submissions: 0, ...(await verifyBackup(options)) };
      },
    };
  };
  const schedule = new BackupSchedule({
    clock,
    // Nobody may be there to be shown the code.
    states: () => (isCodeKept() ? backupStates(workspace.folder) : []),
    begin: async (due) => runner.startWhenFree(jobFor(due.work, stateOf(due.folder))),
  });
  const changed = (): null => {
    schedule.replan();
    onChange(runner.isRunning);
    context.emit({ type: 'backups-changed' });
    return null;
  };
  return {
    handlers: {
      'backup.list': async () => {
        const own = await diskOf(workspace.folder);
        const rows = backupStates(workspace.folder).map((state) => backupRow(state, own, clock.now()));
        return { rows: await Promise.all(rows), last: runner.last, isCodeKept: isCodeKept() };
      },
      'backup.work': () => runner.work,
      'backup.look': async ({ placeId }) => {
        const chosen = context.pathOf(placeId);
        const { folder, isOwn, problem } = lookAtPlace(workspace, chosen, `Attaché ${context.info.name}`);
        const disk = diskView(await diskOf(chosen), await diskOf(workspace.folder));
        return {
          placeId: folder === chosen ? placeId : context.grant(folder, true).id,
          folder,
          disk,
          isOwn,
          problem: problem === null ? null : problemView(problem),
        };
      },
      'backup.add': ({ placeId, plan }) => {
        const folder = context.pathOf(placeId);
        const { problem } = lookAtPlace(workspace, folder, null);
        if (problem !== null) throw new Problem(problem.code, problem.params as never);
        setBackupPlan(workspace.folder, folder, plan);
        return changed();
      },
      'backup.plan': ({ folder, plan }) => {
        setBackupPlan(workspace.folder, stateOf(folder).folder, plan);
        return changed();
      },
      'backup.forget': ({ folder }) => {
        const { work } = runner;
        if (work?.folder === folder) throw new Problem('backup.busy', { folder });
        forgetBackup(workspace.folder, folder);
        return changed();
      },
      'backup.grant': ({ folder }) => ({ placeId: context.grant(stateOf(folder).folder, true).id }),
      'backup.code': () => {
        const { code, isTold } = backupCode(workspace);
        if (isTold) throw new Problem('engine.request_invalid', { request: 'backup.code' });
        return { code: code.reveal() };
      },
      'backup.checkCode': ({ group }) => {
        const isRight = checkBackupCode(workspace, group);
        if (isRight) changed();
        return { isRight };
      },
      'backup.start': ({ folder, kind, isNew }) => {
        runner.start(jobFor(kind, stateOf(folder), isNew));
        return null;
      },
      ...restoreHandlers(context, runner),
      'backup.stop': () => {
        runner.stop();
        return null;
      },
    },
    start: () => schedule.start(),
    stop: async () => {
      const ended = runner.end();
      await schedule.stop();
      await ended;
    },
  };
}
