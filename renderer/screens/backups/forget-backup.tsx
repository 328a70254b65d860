import type { ReactNode } from 'react';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Asks before Attaché forgets where a backup is. */
export function ForgetBackup({
  folder,
  close,
}: {
  readonly folder: string;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const forget = useAsk('backup.forget');
  const go = async (): Promise<void> => {
    if (await forget.tell({ folder })) close();
  };
  return (
    <Dialog
      title={t('backups.forget.title')}
      role="alertdialog"
      onClose={close}
      buttons={
        <>
          <Button autoFocus onPress={close}>
            {t('common.cancel')}
          </Button>
          <Button kind="danger" onPress={() => void go()}>
            {t('backups.forget.action')}
          </Button>
        </>
      }
    >
      <p>{t('backups.forget.text', { folder })}</p>
      {forget.problem !== null && <ProblemText problem={forget.problem} />}
    </Dialog>
  );
}
