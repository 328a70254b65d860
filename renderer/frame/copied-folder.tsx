import type { ReactNode } from 'react';
import type { ProblemView } from '../../electron/ipc/common.ts';
import { type FolderQuestion, useFolderQuestion } from '../state/copied-folder.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { useWords } from '../words/use-words.tsx';

/** Asks before the first write into a folder that a service copies, or that lies on another computer. */
export function CopiedFolderDialog(): ReactNode {
  const { t, problem } = useWords();
  const question = useFolderQuestion();
  if (question === null) return null;
  const { copied, answer } = question;
  const { sentence, action } = problem(problemOf(question));
  const title =
    copied.kind === 'cloud' ? t('frame.copied.title', { service: copied.by }) : t('frame.copied.network');
  return (
    <Dialog
      title={title}
      role="alertdialog"
      onClose={() => answer(false)}
      buttons={
        <>
          <Button autoFocus onPress={() => answer(false)}>
            {t('frame.copied.no')}
          </Button>
          <Button kind="danger" onPress={() => answer(true)}>
            {t('frame.copied.yes')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{sentence}</p>
        <p>{action}</p>
        <p className="secondary">{t('frame.copied.kept')}</p>
      </div>
    </Dialog>
  );
}

function problemOf({ copied, what }: FolderQuestion): ProblemView {
  const { folder, by, kind } = copied;
  const none = { message: '', action: '', retry: false };
  if (kind === 'network') return { code: 'store.folder_on_network', params: { folder, kind: by }, ...none };
  const codes = {
    export: 'export.folder_copied',
    workspace: 'store.folder_copied',
    key: 'key.folder_copied',
  };
  return { code: codes[what], params: { folder, service: by }, ...none };
}
