import type { ReactNode } from 'react';
import type { BackupResult } from '../../../electron/ipc/backup.ts';
import type { Place } from '../../../electron/ipc/common.ts';
import { useAsk } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { endedSaid } from './ended-words.ts';
import { Faults } from './faults.tsx';

/** Says what was restored, and opens it. */
export function Restored({
  result,
  place,
  close,
}: {
  readonly result: BackupResult;
  readonly place: Place;
  readonly close: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const open = useAsk('workspace.open');
  const show = async (): Promise<void> => {
    if ((await open.ask({ placeId: place.id })) === null) return;
    close();
    go({ screen: 'forms' });
  };
  const isGood = result.outcome === 'good';
  return (
    <Dialog
      title={t('backups.restore.title')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.close')}</Button>
          <Button kind="primary" autoFocus onPress={() => void show()}>
            {t('backups.restore.open')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <StateMark icon={isGood ? 'circle-check' : 'triangle-alert'} tone={isGood ? 'ok' : 'warn'}>
          {endedSaid(words, result)}
        </StateMark>
        <p>
          <bdi dir="ltr">{place.path}</bdi>
        </p>
        <Faults faults={result.faults} />
        {open.problem !== null && <ProblemText problem={open.problem} />}
      </div>
    </Dialog>
  );
}
