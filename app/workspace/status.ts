import type { Workspace } from '../../core/store/workspace.ts';
import { readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { backupSummary } from '../backup/backup-state.ts';

type Parts = Pick<Workspace, 'folder' | 'keys' | 'submissionCounts' | 'problemList'>;

/**
 * Returns the numbers of a workspace: submissions of all forms together, signatures, and problems by their
 * codes, and how its backups stand.
 */
export function workspaceStatus({ folder, keys, submissionCounts, problemList }: Parts, now: Date) {
  const counts = submissionCounts.byForm();
  const total = (pick: (row: (typeof counts)[number]) => number): number =>
    counts.reduce((sum, row) => sum + pick(row), 0);
  return {
    workspace: folder,
    encrypted: keys !== null,
    /** Whether the user has shown to have kept the recovery code; null in a plain workspace, which has none. */
    recoveryChecked:
      keys === null ? null : typeof readWorkspaceKeyFile(folder)?.recovery.checkedAt === 'string',
    forms: counts.length,
    submissions: total((row) => row.submissions),
    readable: total((row) => row.readable),
    notReadable: total((row) => row.notReadable),
    decrypted: total((row) => row.decrypted),
    waitingForKey: total((row) => row.sealed),
    incomplete: total((row) => row.incomplete),
    failed: total((row) => row.failed),
    withProblems: total((row) => row.withProblems),
    deletedOnServer: total((row) => row.deletedOnServer),
    noLongerListed: total((row) => row.noLongerListed),
    signatures: submissionCounts.signatures(),
    problems: problemList.counts(),
    /** The backup that was proved last; null when there is none. */
    backup: backupSummary(folder, now),
  };
}
