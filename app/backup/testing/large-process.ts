import { rmSync } from 'node:fs';
import { peakMegabytes } from '../../../bench/peak.ts';
import { keepHeapSmall } from '../../../cli/small-heap.ts';
import { systemClock } from '../../../core/ground/clock.ts';
import { Secret } from '../../../core/ground/secret.ts';
import { testWorkspace } from '../../../fixtures/switched-workspace.ts';
import { backupCode } from '../backup-code.ts';
import { runBackup } from '../run-backup.ts';
import { verifyBackup } from '../verify-backup.ts';
import { restoreSwitched } from './backed-up.ts';

/*
 * A process that does one thing with a backup, and prints how long it took, how much processor time, and how much
 * memory it needed at most.
 * `node large-process.ts backup WORKSPACE FOLDER`, `… verify WORKSPACE FOLDER`, `… restore WORKSPACE FOLDER TARGET`.
 */

// As the command does.
keepHeapSmall();
const [action = '', from = '', folder = '', to = ''] = process.argv.slice(2);
const ports = { clock: systemClock, signal: new AbortController().signal, onProgress: () => undefined };
const workspace = testWorkspace(from);
const { code } = backupCode(workspace);
const begun = performance.now();
const used = process.cpuUsage();
const report = await act();
const seconds = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(used);
const cpuSeconds = (user + system) / 1e6;
workspace.close();
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds, peakMb: peakMegabytes(), ...report })}\n`);

async function act(): Promise<object> {
  if (action === 'backup') {
    const { files, newFiles, bytes, findings } = await runBackup({
      ...ports,
      workspace,
      folder,
      passphrase: null,
      tellCode: () => undefined,
    });
    return { files, newFiles, bytes, findings: findings.length };
  }
  if (action === 'verify') {
    const { files, bytes, findings } = await verifyBackup({ ...ports, folder, code, workspaceFolder: from });
    return { files, bytes, findings: findings.length };
  }
  rmSync(to, { recursive: true, force: true });
  const secret = new Secret(code.reveal());
  const { files, bytes, findings } = await restoreSwitched({
    ...ports,
    folder,
    to,
    code: secret,
    snapshot: null,
    as: null,
  });
  return { files, bytes, findings: findings.length };
}
