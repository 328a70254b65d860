import { readFileSync, statSync } from 'node:fs';
import {
  codeByPassphrase,
  describeBackup,
  type RestoreAs,
  restoreBackup,
} from '../../app/backup/restore-backup.ts';
import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { BackupOpenedBy } from '../ipc/backup.ts';
import type { Handlers, Payload } from '../ipc/contract.ts';
import type { BackupRunner } from './backup-runner.ts';
import type { EngineContext } from './context.ts';

/** A file of a code has a few lines. */
const MOST_BYTES = 100_000;

/** The requests about restoring: any backup, into a folder that then is a workspace of its own. */
export function restoreHandlers(
  context: EngineContext,
  runner: BackupRunner,
): Handlers<'backup.describe' | 'backup.restore'> {
  const restoreAs = (as: Payload<'backup.restore'>['as']): RestoreAs => {
    if (as.kind === 'plain') return as;
    const { keychain } = context;
    if (as.kind === 'keychain' && keychain === null) throw new Problem('engine.no_keychain', {});
    const unlockedBy =
      as.kind === 'keychain'
        ? { passphrase: null, keychain }
        : { passphrase: new Secret(as.passphrase), keychain: null };
    // Nobody sees this code. The window makes a new one when it shows it, and reminds of it until then.
    return { kind: 'encrypted', unlockedBy, saveCode: () => undefined };
  };
  const codeOf = async (folder: string, by: BackupOpenedBy): Promise<Secret> => {
    if (by.kind === 'passphrase') return codeByPassphrase(folder, new Secret(by.passphrase));
    return by.kind === 'code' ? new Secret(by.code) : codeIn(context.pathOf(by.placeId));
  };
  return {
    'backup.describe': ({ placeId }) => {
      const { workspaceId: _, ...backup } = describeBackup(context.pathOf(placeId));
      return backup;
    },
    'backup.restore': (asked) => {
      const [folder, to] = [context.pathOf(asked.placeId), context.pathOf(asked.to)];
      runner.start({
        kind: 'restore',
        folder: to,
        run: async (ports) => {
          const as = restoreAs(asked.as);
          const code = await codeOf(folder, asked.by);
          return restoreBackup({ ...ports, folder, to, code, snapshot: asked.snapshot, as });
        },
      });
      return null;
    },
  };
}

/** The code in a file: its last line that is not empty. Throws `usage.code_mistyped` for a file that is none. */
function codeIn(path: string): Secret {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > MOST_BYTES) {
    throw new Problem('usage.code_mistyped', { code: 'backup' });
  }
  const lines = readFileSync(path, 'utf8').split(/\r?\n|\r/);
  return new Secret(lines.findLast((line) => line.trim() !== '') ?? '');
}
