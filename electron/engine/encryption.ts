import type { KeyObject } from 'node:crypto';
import { changeKeychain } from '../../app/workspace/change-keychain.ts';
import { changePassphrase } from '../../app/workspace/change-passphrase.ts';
import { newRecoveryCode } from '../../app/workspace/new-recovery-code.ts';
import { recoveryChecked } from '../../app/workspace/recovery-checked.ts';
import { roomToConvert } from '../../app/workspace/room-to-convert.ts';
import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { Handlers } from '../ipc/contract.ts';
import type { EngineContext } from './context.ts';

type Names =
  | 'workspace.newRecoveryCode'
  | 'workspace.checkRecoveryCode'
  | 'workspace.setPassphrase'
  | 'workspace.setKeychain'
  | 'workspace.confirm'
  | 'workspace.room';

/** How the key of the open workspace is kept: passphrase, keychain, recovery code. */
export function encryptionHandlers(context: EngineContext): Handlers<Names> {
  const { workspace, keychain, clock } = context;
  const { folder } = workspace;
  const workspaceKey = (): KeyObject => {
    if (context.workspaceKey === null) throw new Problem('workspace.not_encrypted', { folder });
    return context.workspaceKey;
  };
  const changed = (): null => {
    context.emit({ type: 'workspace-key-changed' });
    return null;
  };
  return {
    'workspace.newRecoveryCode': async () => {
      const code = await newRecoveryCode({ folder, by: { by: 'key', key: workspaceKey() } });
      changed();
      return { code: code.reveal() };
    },
    'workspace.checkRecoveryCode': async ({ group }) => {
      const isRight = await recoveryChecked({ folder, workspaceKey: workspaceKey(), group, clock });
      changed();
      return { isRight };
    },
    'workspace.setPassphrase': async ({ by, next }) => {
      workspaceKey();
      // A passphrase that is typed here is guarded as on the Locked screen.
      const key = await context.workspaceKeyBy(by);
      await changePassphrase({ folder, by: { by: 'key', key }, passphrase: new Secret(next) });
      return changed();
    },
    'workspace.setKeychain': async ({ isOn }) => {
      if (isOn && keychain === null) throw new Problem('engine.no_keychain', {});
      await changeKeychain({
        folder,
        by: { by: 'key', key: workspaceKey() },
        keychain: isOn ? keychain : null,
      });
      return changed();
    },
    'workspace.confirm': async ({ by }) => {
      workspaceKey();
      await context.workspaceKeyBy(by);
      return null;
    },
    'workspace.room': () => roomToConvert(folder),
  };
}
