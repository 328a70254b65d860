import { type ReactNode, useState } from 'react';
import { RecoveryCode } from '../screens/encryption/recovery-code.tsx';
import { useReply } from '../state/replies.ts';
import { Button } from '../widgets/button.tsx';
import { Notice } from '../widgets/notice.tsx';
import { useWords } from '../words/use-words.tsx';

/** Reminds of the recovery code of an encrypted workspace, until the user has kept it and shown that. */
export function RecoveryNotice(): ReactNode {
  const { t } = useWords();
  const encryption = useReply('engine.status', {}, { keep: true }).value?.encryption ?? null;
  const [isShowing, setShowing] = useState(false);
  if (encryption === null || encryption.recoveryCheckedAt !== null) return null;
  return (
    <>
      <Notice
        tone="warn"
        icon="key-round"
        title={t('encryption.remind')}
        action={<Button onPress={() => setShowing(true)}>{t('encryption.recovery.show')}</Button>}
      >
        {t('encryption.remind.text')}
      </Notice>
      {isShowing && <RecoveryCode close={() => setShowing(false)} />}
    </>
  );
}
