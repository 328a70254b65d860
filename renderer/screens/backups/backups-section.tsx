import { type ReactNode, useState } from 'react';
import type { Place } from '../../../electron/ipc/common.ts';
import { useApp } from '../../state/app-info.ts';
import { ask } from '../../state/bridge.ts';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { AddBackup } from './add-backup.tsx';
import { BackupCode } from './backup-code.tsx';
import { BackupPart } from './backup-part.tsx';
import { CodeNeeded } from './code-needed.tsx';
import { endedSaid } from './ended-words.ts';
import { Faults } from './faults.tsx';
import { RestoreBackup } from './restore-backup.tsx';

/** *Settings → Backups*: where they are, when they are made, how they stand, and restoring. */
export function BackupsSection(): ReactNode {
  const words = useWords();
  const { t } = words;
  const { workspace } = useApp();
  const list = useReply('backup.list', {}, { keep: true });
  const [place, setPlace] = useState<Place | null>(null);
  const [isCodeShown, setCodeShown] = useState(false);
  const [isRestoring, setRestoring] = useState(false);
  if (list.state === 'refused') return <ProblemText problem={list.problem} again={list.again} />;
  if (list.value === undefined) return null;
  const { rows, last, isCodeKept } = list.value;
  const choose = async (): Promise<void> => {
    const chosen = await ask('app.chooseFolder', { purpose: 'backup' });
    if (chosen !== null) setPlace(chosen);
  };
  const actions = (
    <>
      {!workspace.isSample && (
        <Button kind={rows.length === 0 ? 'primary' : 'normal'} onPress={() => void choose()}>
          {t(rows.length === 0 ? 'backups.add' : 'backups.add.more')}
        </Button>
      )}
      <Button onPress={() => setRestoring(true)}>{t('backups.restore')}</Button>
    </>
  );
  return (
    <div className="settings-form stack">
      {rows.length > 0 && !isCodeKept && <CodeNeeded show={() => setCodeShown(true)} />}
      {rows.map((row) => (
        <BackupPart
          key={row.folder}
          row={row}
          last={last?.kind !== 'restore' && last?.folder === row.folder ? last : null}
          isCodeKept={isCodeKept}
        />
      ))}
      {rows.length === 0 ? (
        <Empty title={t('backups.none')} actions={actions}>
          {t('backups.none.text')}
        </Empty>
      ) : (
        <div className="row wraps">{actions}</div>
      )}
      {last?.kind === 'restore' && !isRestoring && (
        <div aria-live="polite">
          <p>{endedSaid(words, last)}</p>
          <p>
            <bdi dir="ltr">{last.folder}</bdi>
          </p>
          {last.problem !== null && <ProblemText problem={last.problem} />}
          <Faults faults={last.faults} />
        </div>
      )}
      {place !== null && (
        <AddBackup
          place={place}
          choose={() => void choose()}
          onAdded={() => setCodeShown(!isCodeKept)}
          close={() => setPlace(null)}
        />
      )}
      {isCodeShown && <BackupCode close={() => setCodeShown(false)} />}
      {isRestoring && <RestoreBackup close={() => setRestoring(false)} />}
    </div>
  );
}
