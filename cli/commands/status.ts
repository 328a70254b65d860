import { workspaceStatus } from '../../app/workspace/status.ts';
import { type CommonOptions, clock, withWorkspace } from '../context.ts';
import { grouped, plural, printable, printJson, printLine } from '../output.ts';

/** `attache status`: prints what the workspace holds, in a few lines. */
export function printStatus(common: CommonOptions): Promise<void> {
  return withWorkspace(common, (workspace) => {
    const status = workspaceStatus(workspace, clock.now());
    if (common.json) {
      printJson(status);
      return;
    }
    printLine(`Workspace    ${status.workspace}`);
    printLine(`On the disk  ${onTheDisk(status)}`);
    printLine(
      `Submissions  ${status.submissions} of ${plural(status.forms, 'form')}: ${status.readable} readable, ${status.notReadable} not readable`,
    );
    if (status.waitingForKey > 0) printLine(`Encrypted    ${status.waitingForKey} waiting for a key`);
    if (status.incomplete > 0) printLine(`Incomplete   ${status.incomplete} with files missing or damaged`);
    if (status.deletedOnServer > 0) {
      printLine(`Deleted      ${status.deletedOnServer} on their servers, but still here`);
    }
    if (status.noLongerListed > 0) {
      printLine(
        `Not listed   ${status.noLongerListed} no longer listed for the accounts used, but still here`,
      );
    }
    for (const { signature, repaired, submissions } of status.signatures) {
      printLine(
        `Signature    ${submissions} ${signature}${repaired === null ? '' : ` (repaired: ${repaired})`}`,
      );
    }
    for (const { code, count } of status.problems) printLine(`Problem      ${count} ${code}`);
    printLine(printable(`Backup       ${backupLine(status.backup)}`));
  });
}

function backupLine(backup: ReturnType<typeof workspaceStatus>['backup']): string {
  if (backup === null) return 'none; "attache backup" makes one';
  const { folder, provedDaysAgo: days, bytes } = backup;
  const size = `${grouped(Math.round(bytes / 1e5) / 10)} MB`;
  if (days === null) return `${folder}, not proved yet`;
  return `${folder}, proved ${days === 0 ? 'today' : `${plural(days, 'day')} ago`}, ${size}`;
}

function onTheDisk({ encrypted, recoveryChecked }: ReturnType<typeof workspaceStatus>): string {
  if (!encrypted) return 'not encrypted; "attache workspace encrypt" encrypts it';
  return recoveryChecked === true
    ? 'encrypted'
    : 'encrypted; the recovery code was not checked yet: "attache workspace recovery-code --check"';
}
