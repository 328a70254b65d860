import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { backupCode } from '../../app/backup/backup-code.ts';
import { describeBackup } from '../../app/backup/restore-backup.ts';
import { runBackup } from '../../app/backup/run-backup.ts';
import { verifyBackup } from '../../app/backup/verify-backup.ts';
import { isInside } from '../../core/ground/is-inside.ts';
import { describe, Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { BackupFinding, BackupReport } from '../../core/model/backup.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { codeAsked, namedCode } from '../backup-code.ts';
import { BackupLine } from '../backup-progress.ts';
import { type CodeFile, reserveCodeFile } from '../code-file.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import type { CodeFlags } from '../declared/shared-options.ts';
import { grouped, note, plural, printable, printJson, printLine } from '../output.ts';

export interface BackUpFlags {
  readonly codeOut?: string;
  readonly new: boolean;
}

export const STOPPING = 'Stopping. What is stored already is kept: run the same command again to continue.';

/** `attache backup`: backs up the workspace. Returns 3 when something is wrong with a file of it or of the backup. */
export function backUpInto(common: CommonOptions, to: string, flags: BackUpFlags): Promise<number> {
  const folder = resolve(to);
  const file = codeFileFor(flags.codeOut, resolve(common.workspace), folder);
  const signal = cancelSignal(STOPPING);
  let isWritten = false;
  return withWorkspace(common, async (workspace) => {
    const tellCode = (code: Secret): void => {
      if (file === null) printCode(code, folder);
      else file.write(aboutCode(folder), code);
      isWritten = file !== null;
    };
    const line = new BackupLine();
    const report = await runBackup({
      workspace,
      folder,
      clock,
      signal,
      passphrase: passphraseOf(common, workspace),
      tellCode,
      isNew: flags.new,
      onProgress: line.show,
    }).finally(() => line.end());
    if (file !== null && !isWritten) tellCode(backupCode(workspace).code);
    if (common.json) printJson({ ...report, findings: report.findings.map(findingJson) });
    else printReport(report);
    if (file !== null) note(printable(`The backup code is in ${file.path}. Keep it apart from the backup.`));
    return report.findings.length === 0 ? EXIT.ok : EXIT.someProblems;
  }).catch((error: unknown) => {
    if (!isWritten) file?.discard();
    throw error;
  });
}

/** `attache backup verify`: reads a whole backup. Returns 3 when something in it is damaged. */
export async function verifyFolder(common: CommonOptions, given: string, flags: CodeFlags): Promise<number> {
  const folder = resolve(given);
  const { workspaceId } = describeBackup(folder);
  const signal = cancelSignal('Stopping.');
  const check = async (code: Secret, workspaceFolder: string | null): Promise<number> => {
    const line = new BackupLine();
    const ports = { clock, signal, onProgress: line.show };
    const found = await verifyBackup({ ...ports, folder, code, workspaceFolder }).finally(() => line.end());
    if (common.json) printJson({ ...found, findings: found.findings.map(findingJson) });
    else {
      printLine(
        `Read ${plural(found.snapshots, 'snapshot')}, ${plural(found.volumes, 'volume')} and ${plural(found.files, 'file')}.`,
      );
      printFindings(found.findings);
      if (found.findings.length === 0) printLine('Everything is as it was written.');
    }
    return found.findings.length === 0 ? EXIT.ok : EXIT.someProblems;
  };
  const named = namedCode(flags);
  if (named === null && existsSync(join(common.workspace, 'attache.sqlite'))) {
    const own = await withWorkspace(common, async (workspace) => {
      const isOwn = workspaceId === '' || workspace.backupIdentity.workspaceId() === workspaceId;
      const code = isOwn ? workspace.backupIdentity.code() : null;
      return code === null ? null : check(backupCode(workspace).code, workspace.folder);
    });
    if (own !== null) return own;
  }
  return check(named ?? (await codeAsked(flags)), null);
}

/** What a finding looks like for scripts. */
export function findingJson(finding: BackupFinding): object {
  const { code, file } = finding;
  const { message, action } = describe(finding);
  return { code, file, message, action };
}

/** Prints what is wrong, then what to do, each advice once. */
export function printFindings(findings: readonly BackupFinding[]): void {
  const described = findings.map((finding) => describe(finding));
  for (const { message } of described) printLine(printable(message));
  for (const action of new Set(described.map((one) => one.action)))
    printLine(printable(`What to do: ${action}`));
}

function printReport(report: BackupReport): void {
  const { folder, snapshot, submissions, files, newFiles, findings } = report;
  printLine(
    printable(
      `Backed up ${plural(submissions, 'submission')} and ${plural(files, 'file')} (${grouped(newFiles)} new) into ${folder}, snapshot ${snapshot}.`,
    ),
  );
  printFindings(findings);
}

/** The passphrase of the workspace, where an option names it. */
export function passphraseOf(
  { unlockWith }: CommonOptions,
  { keys }: Pick<Workspace, 'keys'>,
): Secret | null {
  return keys !== null && unlockWith?.by === 'passphrase' ? unlockWith.secret() : null;
}

/** The file that the user named for the code, made at once; null for none. */
function codeFileFor(given: string | undefined, workspace: string, folder: string): CodeFile | null {
  if (given === undefined) return null;
  if (isInside(given, workspace) || isInside(given, folder)) {
    throw new Problem('usage.bad_option', {
      option: '--code-out',
      expected: 'a file outside the workspace and the backup, which would be lost with them or open them',
    });
  }
  return reserveCodeFile(given);
}

function aboutCode(folder: string): readonly string[] {
  return [
    'Code of the backups of a workspace of Attaché',
    `Backup: ${printable(folder)}`,
    `Written: ${clock.now().toISOString()}`,
    '',
    'It opens every backup of this workspace. Anyone who has it and a backup can read all answers.',
    'Keep it apart from the backup and from this computer, for example printed.',
  ];
}

/** Shows the code once, on standard error, so that it never is in what a program reads. */
export function printCode(code: Secret, folder: string): void {
  note(
    printable(
      `Backup code for ${folder}, shown only this once. Write it down and keep it apart from the backup:`,
    ),
  );
  note('');
  note(code.reveal());
  note('');
  note('Without it nobody can restore the backup. Anyone who has it and the backup can read all answers.');
}
