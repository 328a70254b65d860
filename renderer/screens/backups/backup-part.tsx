import { type ReactNode, useState } from 'react';
import type { BackupResult, BackupRow, BackupWork } from '../../../electron/ipc/backup.ts';
import { ask } from '../../state/bridge.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { BackupDisk } from './backup-disk.tsx';
import { BackupProgress } from './backup-progress.tsx';
import { endedSaid } from './ended-words.ts';
import { Faults } from './faults.tsx';
import { ForgetBackup } from './forget-backup.tsx';
import { LastRun } from './last-run.tsx';
import { PlanFields } from './plan-fields.tsx';

/** One backup of the workspace: where, when, how it stands, and what can be done. */
export function BackupPart({
  row,
  last,
  isCodeKept,
}: {
  readonly row: BackupRow;
  /** What came of the last work on it since the engine was started. */
  readonly last: BackupResult | null;
  readonly isCodeKept: boolean;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const { folder, plan } = row;
  const work = useReply('backup.work', {}, { keep: true }).value ?? null;
  const change = useAsk('backup.plan');
  const begin = useAsk('backup.start');
  const [isForgetAsked, setForgetAsked] = useState(false);
  const own = work !== null && work.kind !== 'restore' && work.folder === folder ? work : null;
  const show = async (): Promise<void> => {
    const { placeId } = await ask('backup.grant', { folder });
    await ask('app.showInFolder', { placeId });
  };
  const name = t('backups.place', { folder });
  const problem = change.problem ?? begin.problem;
  return (
    <section className="stack settings-part" aria-label={name}>
      <div className="row wraps">
        <h2 className="heading grow settings-value">
          <bdi>{name}</bdi>
        </h2>
        {row.disk !== null && <Button onPress={() => void show()}>{t('common.openFolder')}</Button>}
      </div>
      <BackupDisk disk={row.disk} />
      <PlanFields plan={plan} onChange={(next) => void change.ask({ folder, plan: next })} />
      <Standing row={row} isRunning={own?.kind === 'backup'} />
      {row.problem !== null && last?.kind !== 'backup' && <ProblemText problem={row.problem} />}
      <Faults faults={row.faults} />
      {own !== null && <BackupProgress work={own} />}
      <div aria-live="polite">{own === null && last !== null && <p>{endedSaid(words, last)}</p>}</div>
      {own === null && last?.problem != null && <ProblemText problem={last.problem} />}
      {problem !== null && <ProblemText problem={problem} />}
      <div className="row wraps">
        <Deeds
          row={row}
          work={work}
          isCodeKept={isCodeKept}
          begin={(kind, isNew) => void begin.ask({ folder, kind, isNew })}
        />
        <Button
          kind="quiet"
          disabled={own === null ? null : t('backups.busy')}
          onPress={() => setForgetAsked(true)}
        >
          {t('backups.forget')}
        </Button>
      </div>
      {isForgetAsked && <ForgetBackup folder={folder} close={() => setForgetAsked(false)} />}
    </section>
  );
}

function Deeds({
  row,
  work,
  isCodeKept,
  begin,
}: {
  readonly row: BackupRow;
  readonly work: BackupWork | null;
  readonly isCodeKept: boolean;
  readonly begin: (kind: 'backup' | 'check' | 'drill', isNew: boolean) => void;
}): ReactNode {
  const { t } = useWords();
  const why = work !== null ? t('backups.busy') : isCodeKept ? null : t('backups.code.first');
  const whyNotYet = why ?? (row.lastAt === null ? t('backups.notYet') : null);
  // The folder is there without its backup: another disk may be connected in the same place.
  const isEmptied = row.problem?.code === 'backup.folder_gone' && row.disk !== null;
  return (
    <>
      <Button disabled={why} onPress={() => begin('backup', false)}>
        {t('backups.run')}
      </Button>
      <Button disabled={whyNotYet} onPress={() => begin('check', false)}>
        {t('backups.check')}
      </Button>
      <Button disabled={whyNotYet} onPress={() => begin('drill', false)}>
        {t('backups.drill')}
      </Button>
      {isEmptied && (
        <Button disabled={why} tip={t('backups.new.text')} onPress={() => begin('backup', true)}>
          {t('backups.new')}
        </Button>
      )}
    </>
  );
}

/** The last run, the newest backup, the age of its proof, and the size. */
function Standing({ row, isRunning }: { readonly row: BackupRow; readonly isRunning: boolean }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { lastAt, lastProvedAt, isOverdue, bytes, snapshots } = row;
  return (
    <>
      <div className="field">
        <span className="label">{t('backups.lastRun')}</span>
        <span className="settings-value">
          <LastRun row={row} isRunning={isRunning} />
        </span>
      </div>
      <div className="field">
        <span className="label">{t('backups.newest')}</span>
        <span className="settings-value">{lastAt === null ? t('common.never') : words.when(lastAt)}</span>
      </div>
      <div className="field">
        <span className="label">{t('backups.proved')}</span>
        <span className="settings-value">
          {isOverdue ? (
            <StateMark icon="triangle-alert" tone="warn">
              {lastProvedAt === null ? t('common.never') : words.when(lastProvedAt)}
            </StateMark>
          ) : (
            lastProvedAt !== null && words.when(lastProvedAt)
          )}
        </span>
        <span className="under">{t('backups.proved.text')}</span>
      </div>
      {snapshots > 0 && (
        <div className="field">
          <span className="label">{t('backups.size')}</span>
          <span className="settings-value">
            {t('backups.size.text', { size: words.bytes(bytes), count: snapshots })}
          </span>
        </div>
      )}
    </>
  );
}
