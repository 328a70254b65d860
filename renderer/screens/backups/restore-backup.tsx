import { type ReactNode, useEffect, useState } from 'react';
import type { BackupOpenedBy, BackupResult } from '../../../electron/ipc/backup.ts';
import type { Place } from '../../../electron/ipc/common.ts';
import { useApp } from '../../state/app-info.ts';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { firstKept, type KeptWorkspace, KeyChoice } from '../encryption/key-choice.tsx';
import { BackupProgress } from './backup-progress.tsx';
import { ChosenFolder, SnapshotField } from './chosen-folder.tsx';
import { OpenBackupFields } from './open-backup-fields.tsx';
import { Restored } from './restored.tsx';

/** Restores a backup into a folder of its own, and offers to open the workspace that it is then. */
export function RestoreBackup({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { hasKeychain } = useApp();
  const [from, setFrom] = useState<Place | null>(null);
  const [to, setTo] = useState<Place | null>(null);
  const [snapshot, setSnapshot] = useState<string | null>(null);
  const [by, setBy] = useState<BackupOpenedBy | null>(null);
  const [as, setAs] = useState<KeptWorkspace | null>(() => firstKept(hasKeychain));
  const [result, setResult] = useState<BackupResult | null>(null);
  const described = useReply('backup.describe', from === null ? null : { placeId: from.id });
  const work = useReply('backup.work', {}, { keep: true }).value ?? null;
  const restore = useAsk('backup.restore');
  useEffect(
    () =>
      window.attache.listen((event) => {
        if (event.type === 'backup-ended' && event.result.kind === 'restore') setResult(event.result);
      }),
    [],
  );
  const chooseFrom = async (): Promise<void> => {
    const chosen = await ask('app.chooseFolder', { purpose: 'source' });
    if (chosen === null) return;
    setFrom(chosen);
    setSnapshot(null);
  };
  const chooseTo = async (): Promise<void> => {
    const chosen = await usable(await ask('app.chooseFolder', { purpose: 'workspace' }), 'workspace');
    if (chosen !== null) setTo(chosen);
  };
  const begin = async (): Promise<void> => {
    if (from === null || to === null || by === null || as === null) return;
    setResult(null);
    await restore.tell({ placeId: from.id, to: to.id, snapshot, by, as });
  };
  const isRunning = work?.kind === 'restore';
  if (to !== null && result !== null && (result.outcome === 'good' || result.outcome === 'problems')) {
    return <Restored result={result} place={to} close={close} />;
  }
  const backup = described.value;
  const isWhole = backup !== undefined && to !== null && by !== null && as !== null;
  const why =
    isRunning || work !== null ? t('backups.busy') : isWhole ? null : t('backups.restore.incomplete');
  const problem = described.problem ?? restore.problem ?? result?.problem ?? null;
  return (
    <Dialog
      title={t('backups.restore.title')}
      isWide
      {...(isRunning ? {} : { onClose: close })}
      buttons={
        <>
          <Button disabled={isRunning ? t('backups.busy') : null} onPress={close}>
            {t('common.cancel')}
          </Button>
          <Button kind="primary" disabled={why} onPress={() => void begin()}>
            {t('backups.restore.action')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="secondary">{t('backups.restore.text')}</p>
        <ChosenFolder
          label={t('backups.restore.from')}
          place={from}
          choose={() => void chooseFrom()}
          isFirst
        />
        {backup !== undefined && (
          <SnapshotField snapshots={backup.snapshots} value={snapshot} onChange={setSnapshot} />
        )}
        <ChosenFolder
          label={t('backups.restore.to')}
          place={to}
          hint={t('backups.restore.to.hint')}
          choose={() => void chooseTo()}
        />
        <OpenBackupFields
          hasPassphrase={backup?.hasPassphrase === true}
          onChange={(next) => {
            setBy(next);
            setResult(null);
          }}
          onEnter={() => void begin()}
        />
        <KeyChoice hasPlain onChange={setAs} onEnter={() => void begin()} />
        {isRunning && work !== null && <BackupProgress work={work} />}
        {!isRunning && result?.outcome === 'stopped' && <p>{t('backups.ended.restore.stopped')}</p>}
        {!isRunning && problem !== null && <ProblemText problem={problem} />}
      </div>
    </Dialog>
  );
}
