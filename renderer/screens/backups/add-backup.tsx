import { type ReactNode, useState } from 'react';
import type { Place } from '../../../electron/ipc/common.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { BackupDisk } from './backup-disk.tsx';
import { PlanFields } from './plan-fields.tsx';

/** Shows a chosen folder with its disk, asks when backups are made there, and adds it. */
export function AddBackup({
  place,
  choose,
  onAdded,
  close,
}: {
  readonly place: Place;
  /** Chooses another folder. */
  readonly choose: () => void;
  readonly onAdded: () => void;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const [plan, setPlan] = useState({ isNightly: true, at: '02:00' });
  const look = useReply('backup.look', { placeId: place.id });
  const add = useAsk('backup.add');
  const found = look.value;
  const use = async (): Promise<void> => {
    if (found === undefined || found.problem !== null) return;
    if (!(await add.tell({ placeId: found.placeId, plan }))) return;
    close();
    onAdded();
  };
  const problem = found?.problem ?? look.problem ?? add.problem;
  return (
    <Dialog
      title={t('backups.add.title')}
      isWide
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind={problem === null ? 'normal' : 'primary'} onPress={choose}>
            {t('backups.add.other')}
          </Button>
          {found !== undefined && problem === null && (
            <Button kind="primary" autoFocus onPress={() => void use()}>
              {t('backups.add.action')}
            </Button>
          )}
        </>
      }
    >
      <div className="stack">
        <div className="field">
          <span className="label">{t('backups.where')}</span>
          <span className="settings-value">
            <bdi dir="ltr">{found?.folder ?? place.path}</bdi>
          </span>
        </div>
        {found !== undefined && found.problem === null && (
          <>
            {found.disk !== null && <BackupDisk disk={found.disk} />}
            {found.isOwn && <p>{t('backups.add.own')}</p>}
            <PlanFields plan={plan} onChange={setPlan} />
          </>
        )}
        {problem !== null && <ProblemText problem={problem} />}
      </div>
    </Dialog>
  );
}
