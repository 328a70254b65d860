import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isCodeOfEarlierRun } from '../../app/workspace/code-of-earlier-run.ts';
import { decryptWorkspace } from '../../app/workspace/decrypt.ts';
import { encryptWorkspace } from '../../app/workspace/encrypt.ts';
import { keptBy } from '../../app/workspace/workspace-kind.ts';
import { Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { ConversionReport } from '../../core/model/conversion.ts';
import { type CommonOptions, cancelSignal } from '../context.ts';
import { ConversionLine } from '../conversion-line.ts';
import { aboutCode, codeFileContinuing, firstPassphrase, tellCode } from '../new-encryption.ts';
import { note, plural, printable, printJson, printLine } from '../output.ts';
import { unlocking } from '../unlocking.ts';
import type { RecoveryFlags } from './workspace.ts';

const STOPPING = 'Stopping. The workspace stays as it was. Run the same command again to continue.';

/**
 * `attache workspace encrypt`: makes a plain workspace an encrypted one. The recovery code is given before
 * anything is copied: a run that continues has the same.
 */
export async function encrypt(common: CommonOptions, flags: RecoveryFlags): Promise<number> {
  const folder = resolve(common.workspace);
  const file = await codeFileContinuing(flags.recoveryOut, folder, (code) =>
    isCodeOfEarlierRun(folder, code),
  );
  const passphrase = await firstPassphrase(common);
  const signal = cancelSignal(STOPPING);
  const { recoveryCode, report } = await showing((onProgress) =>
    encryptWorkspace({
      folder,
      unlockedBy: { passphrase, keychain: null },
      saveCode: (code, workspaceId) => {
        file?.write(aboutCode(folder, workspaceId), code);
        tellCode(code, file);
      },
      signal,
      onProgress,
    }),
  );
  if (recoveryCode === null) note('Continued an earlier run. The recovery code that it gave is valid.');
  if (common.json) {
    const isThere = file !== null && existsSync(file.path);
    printJson({
      workspace: folder,
      encrypted: true,
      recoveryCodeFile: isThere ? file.path : null,
      ...report,
    });
  } else printReport(`Encrypted the workspace in ${folder}`, report);
  return exitOf(report);
}

/** `attache workspace decrypt`: makes an encrypted workspace a plain one. */
export async function decrypt(common: CommonOptions): Promise<number> {
  const folder = resolve(common.workspace);
  const signal = cancelSignal(STOPPING);
  const report = await unlocking(common.unlockWith, folder, (unlock) =>
    showing((onProgress) =>
      decryptWorkspace({
        folder,
        unlock: async () => {
          const by = await unlock({ passphrase: keptBy(folder)?.hasPassphrase ?? true });
          if (by === null) throw new Problem('workspace.locked', { folder });
          return by;
        },
        signal,
        onProgress,
      }),
    ),
  );
  if (common.json) printJson({ workspace: folder, encrypted: false, ...report });
  else printReport(`The workspace in ${folder} is not encrypted any more`, report);
  return exitOf(report);
}

/** Does work while a line shows how far it is. */
async function showing<T>(work: (onProgress: ConversionLine['show']) => Promise<T>): Promise<T> {
  const line = new ConversionLine();
  try {
    return await work(line.show);
  } finally {
    line.end();
  }
}

function printReport(what: string, report: ConversionReport): void {
  const { submissions, files, lacking, allLacking, earlierCopies, others, isOldLeft } = report;
  printLine(
    printable(`${what}: ${plural(submissions, 'submission')} and ${plural(files, 'file')}, all compared.`),
  );
  for (const { instanceId, file, why } of lacking) {
    printLine(printable(`  ${why}: ${file}${instanceId === null ? '' : ` of ${instanceId}`}`));
  }
  const more = allLacking - lacking.length;
  if (more > 0) printLine(`  and ${plural(more, 'more file')}`);
  if (earlierCopies.length > 0) {
    printLine(`Removed ${plural(earlierCopies.length, 'copy', 'copies')} of the database in older formats.`);
  }
  if (others.length > 0) {
    printLine(printable(`Left as they are, as they are no part of the workspace: ${others.join(', ')}`));
  }
  if (isOldLeft) {
    printLine('Some old files could not be removed yet. The next command on this workspace tries again.');
  }
  if (report.to === 'encrypted') {
    note(
      'Deleted files may survive on the disk until it writes over them. A disk that is encrypted protects these too.',
    );
  }
}

/** Files that were missing or damaged before are a problem of their submissions. */
function exitOf({ allLacking }: ConversionReport): number {
  return allLacking > 0 ? EXIT.someProblems : EXIT.ok;
}
