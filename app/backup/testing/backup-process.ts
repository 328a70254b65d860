import { systemClock } from '../../../core/ground/clock.ts';
import { Secret } from '../../../core/ground/secret.ts';
import { testWorkspace } from '../../../fixtures/switched-workspace.ts';
import { runBackup } from '../run-backup.ts';
import { restoreSwitched } from './backed-up.ts';

/*
 * A process that backs up a workspace with small volumes, or restores a backup: for tests that kill it.
 * `node backup-process.ts backup WORKSPACE FOLDER` and `node backup-process.ts restore FOLDER WORKSPACE CODE`.
 */

const [action = '', from = '', to = '', code = ''] = process.argv.slice(2);
const ports = { clock: systemClock, signal: new AbortController().signal, onProgress: () => undefined };

if (action === 'backup') {
  const workspace = testWorkspace(from);
  const tellCode = (): void => undefined;
  await runBackup({ ...ports, workspace, folder: to, passphrase: null, tellCode, volumeBytes: 60_000 });
  workspace.close();
} else {
  await restoreSwitched({ ...ports, folder: from, to, code: new Secret(code), snapshot: null, as: null });
}
