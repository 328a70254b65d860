import { EXIT } from '../../core/ground/problems/spec.ts';
import { mendRecords } from '../../core/pull/mend-records.ts';
import type { RecordParts } from '../../core/pull/reread.ts';
import { type VerifyReport, verifyWorkspace } from '../../core/pull/verify.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** The result of a check, with the exit code for a command. */
export interface Verified {
  readonly report: VerifyReport;
  readonly exit: number;
}

/**
 * Checks the database and every stored signature and hash again, and reads answers again where the disk has damaged
 * them. Nothing is written into a database that is damaged otherwise. Throws the signal's reason.
 */
export async function verify(
  workspace: RecordParts & Pick<Workspace, 'verifiable' | 'ciphertextFolder'>,
  signal: AbortSignal,
): Promise<Verified> {
  const checked = await verifyWorkspace(workspace, signal);
  const isDatabaseDamaged = checked.findings.some(({ code }) => code === 'store.database_damaged');
  const findings = [...checked.findings, ...(isDatabaseDamaged ? [] : mendRecords(workspace))];
  const isBug = findings.some(({ code }) => code === 'submission.unexpected');
  const exit = isBug ? EXIT.bug : findings.length === 0 ? EXIT.ok : EXIT.someProblems;
  return { report: { ...checked, findings }, exit };
}
