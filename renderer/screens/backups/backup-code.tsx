import { type ReactNode, useEffect, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import { useApp } from '../../state/app-info.ts';
import { ask, Refused } from '../../state/bridge.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { ShowCode } from '../encryption/show-code.tsx';

/**
 * Shows the backup code, until the user has kept it. The code is in the state of this dialog and nowhere else in the
 * page, and it goes when the dialog closes.
 */
export function BackupCode({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { workspace } = useApp();
  const [code, setCode] = useState<string | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  useEffect(() => {
    let isGone = false;
    // Not by `useReply`, which remembers replies.
    ask('backup.code', {}).then(
      (reply) => {
        if (!isGone) setCode(reply.code);
      },
      (error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        if (!isGone) setProblem(error.problem);
      },
    );
    return () => {
      isGone = true;
    };
  }, []);
  if (code === null) {
    if (problem === null) return null;
    return (
      <Dialog
        title={t('backups.code.title')}
        onClose={close}
        buttons={
          <Button autoFocus onPress={close}>
            {t('common.close')}
          </Button>
        }
      >
        <ProblemText problem={problem} />
      </Dialog>
    );
  }
  return (
    <ShowCode
      code={code}
      kept={{
        about: t('backups.code.file', { name: workspace.name, folder: workspace.path }),
        fileName: t('backups.code.fileName', { name: workspace.name }),
        riskOf: 'backup.saveRisk',
      }}
      title={t('backups.code.title')}
      text={t('backups.code.shown')}
      checking="backup.checkCode"
      said={t('backups.code.said')}
      close={close}
    />
  );
}
