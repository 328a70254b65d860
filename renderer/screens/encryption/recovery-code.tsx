import { type ReactNode, useEffect, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import { ask, Refused } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { KeepCode } from './keep-code.tsx';

/**
 * Makes a recovery code and shows it once; or checks the one that the user has. The code is in the state of this
 * dialog and nowhere else in the page, and it goes when the dialog closes.
 */
export function RecoveryCode({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const [code, setCode] = useState<string | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const make = async (): Promise<void> => {
    setProblem(null);
    try {
      // Not by `useAsk`, which remembers replies.
      setCode((await ask('workspace.newRecoveryCode', {})).code);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setProblem(error.problem);
    }
  };
  if (code !== null) return <ShowCode code={code} close={close} />;
  return (
    <Dialog
      title={t('encryption.recovery.title')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind="primary" autoFocus onPress={() => void make()}>
            {t('encryption.recovery.make')}
          </Button>
        </>
      }
    >
      <p>{t('encryption.recovery.what')}</p>
      <p>{t('encryption.recovery.once')}</p>
      <details>
        <summary>{t('encryption.recovery.have')}</summary>
        <CheckEarlier close={close} />
      </details>
      {problem !== null && <ProblemText problem={problem} />}
    </Dialog>
  );
}

/** The last group of a code, typed as the proof that the code was kept. `tryIt` resolves with whether it was right. */
function useLastGroup(close: () => void): {
  readonly typed: string;
  readonly setTyped: (typed: string) => void;
  readonly isWrong: boolean;
  readonly tryIt: () => Promise<void>;
  readonly problem: ProblemView | null;
} {
  const { t } = useWords();
  const check = useAsk('workspace.checkRecoveryCode');
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  return {
    typed,
    setTyped: (next) => {
      setTyped(next);
      setWrong(false);
    },
    isWrong,
    tryIt: async () => {
      const reply = typed.trim() === '' ? null : await check.ask({ group: typed });
      if (reply === null) return;
      setWrong(!reply.isRight);
      if (!reply.isRight) return;
      say(t('encryption.recovery.checked'));
      close();
    },
    problem: check.problem,
  };
}

/** Checks the code that the user has from before. */
function CheckEarlier({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const last = useLastGroup(close);
  return (
    <div className="stack">
      <LastGroup last={last} />
      <div className="row">
        <Button onPress={() => void last.tryIt()}>{t('encryption.recovery.check')}</Button>
      </div>
    </div>
  );
}

function LastGroup({ last }: { readonly last: ReturnType<typeof useLastGroup> }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <TextField
        isStacked
        isCode
        label={t('encryption.recovery.lastGroup')}
        hint={t('encryption.recovery.lastGroup.hint')}
        error={last.isWrong ? t('encryption.recovery.lastGroup.wrong') : null}
        value={last.typed}
        onChange={last.setTyped}
        onEnter={() => void last.tryIt()}
      />
      {last.problem !== null && <ProblemText problem={last.problem} />}
    </>
  );
}

/** The code, how to keep it, and the proof that it was kept. */
function ShowCode({ code, close }: { readonly code: string; readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const [isKept, setKept] = useState(false);
  const last = useLastGroup(close);
  useEffect(() => {
    const printed = (): void => setKept(true);
    window.addEventListener('afterprint', printed);
    return () => window.removeEventListener('afterprint', printed);
  }, []);
  return (
    <Dialog
      title={t('encryption.recovery.title')}
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
        <p>{t('encryption.recovery.shown')}</p>
        <KeepCode code={code} onKept={() => setKept(true)} />
        <div className="no-print">{isKept && <LastGroup last={last} />}</div>
      </div>
    </Dialog>
  );
}
