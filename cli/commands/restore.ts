import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeBackup, type RestoreAs, restoreBackup } from '../../app/backup/restore-backup.ts';
import { Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { codeAsked } from '../backup-code.ts';
import { BackupLine } from '../backup-progress.ts';
import { type CommonOptions, cancelSignal, clock } from '../context.ts';
import { warnOfCopiedWorkspace } from '../copied-folder.ts';
import type { CodeFlags } from '../declared/shared-options.ts';
import { aboutCode, codeFileContinuing, firstPassphrase, tellCode, unlocks } from '../new-encryption.ts';
import { plural, printable, printJson, printLine } from '../output.ts';
import { findingJson, printFindings } from './backup.ts';

export interface RestoreFlags extends CodeFlags {
  readonly to: string;
  readonly snapshot?: string;
  readonly encrypt?: boolean;
  readonly plain?: boolean;
  readonly recoveryOut?: string;
}

/**
 * `attache restore`: restores a backup into a new or empty folder. Returns 3 when damaged volumes have lost files, which
 * it names.
 */
export async function restoreFolder(
  common: CommonOptions,
  given: string,
  flags: RestoreFlags,
): Promise<number> {
  const [folder, to] = [resolve(given), resolve(flags.to)];
  const { isEncrypted } = describeBackup(folder);
  // Said before a code is asked for. The snapshot itself decides.
  if (isEncrypted && flags.encrypt !== true && flags.plain !== true) {
    throw new Problem('backup.how_to_restore', { folder });
  }
  const signal = cancelSignal('Stopping. Run the same command again to start the restore again.');
  const code = await codeAsked(flags);
  const file =
    flags.encrypt === true
      ? await codeFileContinuing(flags.recoveryOut, to, (made) => unlocks(to, made))
      : null;
  const line = new BackupLine();
  let recoveryCode: Secret | null = null;
  const restoreAs = (as: RestoreAs | null) => {
    warnOfCopiedWorkspace(to);
    const snapshot = flags.snapshot ?? null;
    return restoreBackup({ folder, to, code, snapshot, as, clock, signal, onProgress: line.show });
  };
  let report: Awaited<ReturnType<typeof restoreBackup>>;
  try {
    if (flags.encrypt === true) {
      const passphrase = await firstPassphrase(common);
      const unlockedBy = { passphrase, keychain: null };
      report = await restoreAs({
        kind: 'encrypted',
        unlockedBy,
        saveCode: (made, id) => {
          recoveryCode = made;
          file?.write(aboutCode(to, id), made);
        },
      });
    } else report = await restoreAs(flags.plain === true ? { kind: 'plain' } : null);
  } catch (error) {
    // The next try makes another key, and another code.
    if (!existsSync(join(to, 'attache.sqlite'))) file?.discard();
    throw error;
  } finally {
    line.end();
  }
  if (common.json) {
    const recoveryCodeFile = file === null ? {} : { recoveryCodeFile: file.path };
    printJson({ ...report, ...recoveryCodeFile, findings: report.findings.map(findingJson) });
  } else {
    const { submissions, files, at, snapshot } = report;
    printLine(
      printable(
        `Restored ${plural(submissions, 'submission')} and ${plural(files, 'file')} of ${at} (snapshot ${snapshot}) into ${to}.`,
      ),
    );
    printFindings(report.findings);
  }
  if (recoveryCode !== null) tellCode(recoveryCode, file);
  return report.findings.length === 0 ? EXIT.ok : EXIT.someProblems;
}
