import { BackupSchedule } from '../app/backup/backup-plans.ts';
import { backupStates, newBackupState } from '../app/backup/backup-state.ts';
import { runDrill } from '../app/backup/restore-drill.ts';
import { runBackup } from '../app/backup/run-backup.ts';
import { describe, isProblem } from '../core/ground/problem.ts';
import type { BackupState } from '../core/model/backup.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { findingJson, passphraseOf, printCode } from './commands/backup.ts';
import { type CommonOptions, clock } from './context.ts';
import { plural, printable, printLine } from './output.ts';

/**
 * Backs up a workspace into a folder every night while work lasts, and proves the backup every month. What cannot be done
 * is reported, tried again later, and stops nothing.
 */
export async function backingUp<T>(
  common: CommonOptions,
  workspace: Workspace,
  folder: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const say = (text: string, more: object): void => {
    const at = clock.now().toISOString();
    printLine(
      common.json ? JSON.stringify({ at, backup: folder, ...more }) : printable(`${at}  backup  ${text}`),
    );
  };
  const ports = { workspace, folder, clock, signal, onProgress: () => undefined };
  const backup = async (): Promise<void> => {
    const report = await runBackup({
      ...ports,
      passphrase: passphraseOf(common, workspace),
      tellCode: (code) => printCode(code, folder),
    });
    const { submissions, newFiles, snapshot, findings } = report;
    const text = `backed up ${plural(submissions, 'submission')}, ${plural(newFiles, 'new file')}, snapshot ${snapshot}`;
    say(text + found(findings.length), { report: { ...report, findings: findings.map(findingJson) } });
  };
  const drill = async (): Promise<void> => {
    const report = await runDrill(ports);
    const text = `restore drill: ${plural(report.submissions, 'submission')} and ${plural(report.files, 'file')} restored and compared`;
    say(text + found(report.findings.length), {
      drill: { ...report, findings: report.findings.map(findingJson) },
    });
  };
  const schedule = new BackupSchedule({
    clock,
    states: () => [
      nightly(
        backupStates(workspace.folder).find((state) => state.folder === folder) ?? newBackupState(folder),
      ),
    ],
    begin: async (due) => {
      try {
        await (due.work === 'backup' ? backup() : drill());
      } catch (error) {
        if (signal.aborted || !isProblem(error)) return;
        const { message, action } = describe(error.data);
        say(`${message} ${action}`, { error: { code: error.code, message, action } });
      }
    },
  });
  schedule.start();
  try {
    return await work();
  } finally {
    await schedule.stop();
  }
}

/** The command asks for it, whatever the plan of the app is. */
function nightly(state: BackupState): BackupState {
  return { ...state, plan: { ...state.plan, isNightly: true } };
}

function found(count: number): string {
  return count === 0 ? '' : `, ${plural(count, 'problem')}`;
}
