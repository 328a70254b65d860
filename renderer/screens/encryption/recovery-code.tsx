import { type ReactNode, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import { useApp } from '../../state/app-info.ts';
import { ask, Refused } from '../../state/bridge.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { LastGroup, useLastGroup } from './last-group.tsx';
import { ShowCode } from './show-code.tsx';

/**
 * Makes a recovery code and shows it once; or checks the one that the user has. The code is in the state of this
 * dialog and nowhere else in the page, and it goes when the dialog closes.
 */
export function RecoveryCode({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { workspace } = useApp();
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
  if (code !== null) {
    return (
      <ShowCode
        code={code}
        kept={{
          about: t('encryption.recovery.file', { name: workspace.name, folder: workspace.path }),
          fileName: t('encryption.recovery.fileName', { name: workspace.name }),
          riskOf: 'workspace.saveRisk',
        }}
        title={t('encryption.recovery.title')}
        text={t('encryption.recovery.shown')}
        checking="workspace.checkRecoveryCode"
        said={t('encryption.recovery.checked')}
        close={close}
      />
    );
  }
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

/** Checks the code that the user has from before. */
function CheckEarlier({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const last = useLastGroup('workspace.checkRecoveryCode', t('encryption.recovery.checked'), close);
  return (
    <div className="stack">
      <LastGroup last={last} />
      <div className="row">
        <Button onPress={() => void last.tryIt()}>{t('encryption.recovery.check')}</Button>
      </div>
    </div>
  );
}
