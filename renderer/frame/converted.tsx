import { type ReactNode, useEffect, useState } from 'react';
import type { Converted as Result } from '../../electron/ipc/encryption.ts';
import { RecoveryCode } from '../screens/encryption/recovery-code.tsx';
import { useApp } from '../state/app-info.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { ProblemText } from '../widgets/notice.tsx';
import { useWords } from '../words/use-words.tsx';

/** Says what came of encrypting or decrypting the workspace, and asks the user to keep the recovery code. */
export function Converted(): ReactNode {
  const { t } = useWords();
  const { engine } = useApp();
  const [result, setResult] = useState<Result | null>(null);
  const [isShowing, setShowing] = useState(false);
  useEffect(
    () =>
      window.attache.listen((event) => {
        if (event.type === 'converted') setResult(event.result);
      }),
    [],
  );
  if (isShowing) return <RecoveryCode close={() => setShowing(false)} />;
  if (result === null) return null;
  const close = (): void => setResult(null);
  const isEncrypted = result.outcome === 'done' && result.to === 'encrypted';
  return (
    <Dialog
      title={titleOf(result, t)}
      onClose={close}
      buttons={
        isEncrypted ? (
          <>
            <Button onPress={close}>{t('encryption.recovery.later')}</Button>
            <Button
              kind="primary"
              autoFocus
              disabled={engine === 'ready' ? null : t('encryption.converting.text')}
              onPress={() => {
                close();
                setShowing(true);
              }}
            >
              {t('encryption.recovery.show')}
            </Button>
          </>
        ) : (
          <Button kind="primary" autoFocus onPress={close}>
            {t('common.close')}
          </Button>
        )
      }
    >
      {result.outcome === 'failed' && <ProblemText problem={result.problem} />}
      {result.outcome === 'stopped' && <p>{t('encryption.converted.stopped.text')}</p>}
      {result.outcome === 'done' && (
        <>
          <p>{t(isEncrypted ? 'encryption.converted.encrypted.text' : 'encryption.converted.plain.text')}</p>
          {isEncrypted && <p>{t('encryption.converted.survive')}</p>}
          {isEncrypted && result.others.length > 0 && (
            <>
              <p>{t('encryption.converted.others')}</p>
              <ul className="stays">
                {result.others.map((name) => (
                  <li key={name}>
                    <bdi>{name}</bdi>
                  </li>
                ))}
              </ul>
            </>
          )}
          {result.lacking > 0 && <p>{t('encryption.converted.lacking', { count: result.lacking })}</p>}
          {result.isOldLeft && <p>{t('encryption.converted.oldLeft')}</p>}
        </>
      )}
    </Dialog>
  );
}

function titleOf({ outcome, to }: Result, t: ReturnType<typeof useWords>['t']): string {
  if (outcome === 'stopped') return t('encryption.converted.stopped');
  if (outcome === 'failed') {
    return t(to === 'encrypted' ? 'encryption.converted.notEncrypted' : 'encryption.converted.notPlain');
  }
  return t(to === 'encrypted' ? 'encryption.converted.encrypted' : 'encryption.converted.plain');
}
