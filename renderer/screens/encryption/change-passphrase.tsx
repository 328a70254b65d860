import { type ReactNode, useState } from 'react';
import type { Encryption, UnlockedBy } from '../../../electron/ipc/encryption.ts';
import { say } from '../../state/notices.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { NewPassphrase } from '../../widgets/new-passphrase.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { UnlockFields } from './unlock-fields.tsx';

/** Sets the workspace passphrase. Asks for the present one, for the recovery code, or for neither (the keychain). */
export function ChangePassphrase({
  encryption,
  close,
}: {
  readonly encryption: Encryption;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const isFirst = !encryption.hasPassphrase && encryption.hasKeychain;
  const [by, setBy] = useState<UnlockedBy | null>(isFirst ? { kind: 'keychain' } : null);
  const [next, setNext] = useState<string | null>(null);
  const set = useAsk('workspace.setPassphrase');
  const change = async (): Promise<void> => {
    if (by === null || next === null || !(await set.tell({ by, next }))) return;
    say(t('encryption.passphrase.changed'));
    close();
  };
  const why = by === null ? t('encryption.decrypt.needed') : next === null ? t('keys.add.keep.short') : null;
  return (
    <Dialog
      title={t(encryption.hasPassphrase ? 'encryption.passphrase.change' : 'encryption.passphrase.set')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind="primary" disabled={why} onPress={() => void change()}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        {!isFirst && <UnlockFields encryption={encryption} onChange={setBy} />}
        <NewPassphrase
          label={t('encryption.passphrase.new')}
          autoFocus={isFirst}
          onChange={setNext}
          onEnter={() => void change()}
        />
        <p className="secondary">{t('encryption.passphrase.text')}</p>
        {set.problem !== null && <ProblemText problem={set.problem} />}
      </div>
    </Dialog>
  );
}
