import type { ReactNode } from 'react';
import type { BackupWork } from '../../../electron/ipc/backup.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { ProgressBar } from '../../widgets/progress-bar.tsx';
import { useWords } from '../../words/use-words.tsx';

/** How far a backup, a check or a restore is, and the button that stops it. */
export function BackupProgress({ work }: { readonly work: BackupWork }): ReactNode {
  const words = useWords();
  const { t } = words;
  const stop = useAsk('backup.stop');
  const { kind, step, done, total, isStopping } = work;
  const doing = words.maybe(`backups.step.${step}`) ?? '';
  const text =
    total === 0 ? doing : t('backups.progress', { step: doing, share: words.percent(done / total) });
  return (
    <>
      <ProgressBar
        done={done}
        trouble={0}
        total={total}
        label={words.maybe(`backups.kind.${kind}`) ?? ''}
        text={text}
      />
      <div className="row wraps">
        <span className="grow">{text}</span>
        <Button
          icon="square"
          disabled={isStopping ? t('backups.stopping') : null}
          onPress={() => void stop.ask({})}
        >
          {t('backups.stop')}
        </Button>
      </div>
    </>
  );
}
