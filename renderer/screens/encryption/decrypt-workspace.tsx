import { type ReactNode, useState } from 'react';
import type { Encryption, UnlockedBy } from '../../../electron/ipc/encryption.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Room } from './encrypt-workspace.tsx';
import { UnlockFields } from './unlock-fields.tsx';

/** Says what decrypting the workspace means, asks for the passphrase or the code, then decrypts it. */
export function DecryptWorkspace({
  encryption,
  close,
}: {
  readonly encryption: Encryption;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const [by, setBy] = useState<UnlockedBy | null>(encryption.hasKeychain ? { kind: 'keychain' } : null);
  const confirm = useAsk('workspace.confirm');
  const convert = useAsk('workspace.convert');
  const begin = async (): Promise<void> => {
    if (by === null || !(await confirm.tell({ by }))) return;
    if (await convert.tell({ to: 'plain', by })) close();
  };
  const problem = confirm.problem ?? convert.problem;
  return (
    <Dialog
      title={t('encryption.decrypt.title')}
      isWide
      role="alertdialog"
      onClose={close}
      buttons={
        <>
          <Button autoFocus={encryption.hasKeychain} onPress={close}>
            {t('common.cancel')}
          </Button>
          <Button
            kind="danger"
            disabled={by === null ? t('encryption.decrypt.needed') : null}
            onPress={() => void begin()}
          >
            {t('encryption.decrypt.action')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{t('encryption.decrypt.text')}</p>
        {!encryption.hasKeychain && <UnlockFields encryption={encryption} onChange={setBy} />}
        <Room />
        <p className="secondary">{t('encryption.encrypt.while')}</p>
        {problem !== null && <ProblemText problem={problem} />}
      </div>
    </Dialog>
  );
}
