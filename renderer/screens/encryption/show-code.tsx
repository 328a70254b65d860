import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { useWords } from '../../words/use-words.tsx';
import { KeepCode, type KeptCode } from './keep-code.tsx';
import { LastGroup, useLastGroup } from './last-group.tsx';

/** A code that is shown once, how to keep it, and the proof that it was kept. */
export function ShowCode({
  code,
  kept,
  title,
  text,
  checking,
  said,
  close,
}: {
  readonly code: string;
  readonly kept: KeptCode;
  readonly title: string;
  readonly text: string;
  readonly checking: Parameters<typeof useLastGroup>[0];
  /** What is said when the code was kept. */
  readonly said: string;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const [isKept, setKept] = useState(false);
  const last = useLastGroup(checking, said, close);
  useEffect(() => {
    const printed = (): void => setKept(true);
    window.addEventListener('afterprint', printed);
    return () => window.removeEventListener('afterprint', printed);
  }, []);
  return (
    <Dialog
      title={title}
      isWide
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('encryption.recovery.later')}</Button>
          <Button
            kind="primary"
            disabled={
              !isKept
                ? t('encryption.recovery.keepFirst')
                : last.typed.trim() === ''
                  ? t('encryption.recovery.lastGroup.hint')
                  : null
            }
            onPress={() => void last.tryIt()}
          >
            {t('encryption.recovery.done')}
          </Button>
        </>
      }
    >
      <div className="stack recovery-sheet">
        <p>{text}</p>
        <KeepCode code={code} kept={kept} onKept={() => setKept(true)} />
        <div className="no-print">{isKept && <LastGroup last={last} />}</div>
      </div>
    </Dialog>
  );
}
