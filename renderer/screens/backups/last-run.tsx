import type { ReactNode } from 'react';
import type { BackupRow } from '../../../electron/ipc/backup.ts';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';

const marks = {
  good: { icon: 'circle-check', tone: 'ok' },
  problems: { icon: 'triangle-alert', tone: 'warn' },
  failed: { icon: 'circle-x', tone: 'bad' },
  notEnded: { icon: 'square', tone: 'secondary' },
} as const;

/** How the last run ended, and when it was. */
export function LastRun({
  row: { lastRun, lastRunAt },
  isRunning,
}: {
  readonly row: BackupRow;
  readonly isRunning: boolean;
}): ReactNode {
  const words = useWords();
  if (isRunning) {
    return <StateMark icon="loader">{words.t('backups.kind.backup')}</StateMark>;
  }
  if (lastRunAt === null) return words.t('backups.lastRun.none');
  const ended = lastRun ?? 'notEnded';
  const { icon, tone } = marks[ended];
  return (
    <StateMark icon={icon} tone={tone}>
      {words.maybe(`backups.lastRun.${ended}`, { time: words.when(lastRunAt) })}
    </StateMark>
  );
}
