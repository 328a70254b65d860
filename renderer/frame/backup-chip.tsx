import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useApp } from '../state/app-info.ts';
import { useReply } from '../state/replies.ts';
import { go } from '../state/route.ts';
import { Icon } from '../widgets/icon.tsx';
import { useWords } from '../words/use-words.tsx';

/**
 * In the top bar: a backup that runs, or the age of the last proved one when it is older than a week. A workspace
 * without any backup says so in its settings only.
 */
export function BackupChip(): ReactNode {
  const words = useWords();
  const { t } = words;
  const { backup, engine, locked } = useApp();
  const isOpen = engine === 'ready' && locked === null;
  const work = useReply('backup.work', isOpen ? {} : null, { keep: true }).value ?? null;
  // The Locked screen says it itself, and has no way to the settings.
  if (!isOpen) return null;
  const show = (): void => go({ screen: 'settings', section: 'backups' });
  if (work !== null) {
    const kind = words.maybe(`backups.kind.${work.kind}`) ?? '';
    const share = work.total === 0 ? '' : words.percent(work.done / work.total);
    return (
      <Button className="top-button" onPress={show}>
        <Icon name="hard-drive" inText />
        <span className="cut">{t('backups.chip.running', { kind, share })}</span>
      </Button>
    );
  }
  if (backup === null || !backup.isOverdue) return null;
  return (
    <Button className="top-button" onPress={show}>
      <Icon name="triangle-alert" inText className="warn" />
      <span className="cut">
        {backup.provedDaysAgo === null
          ? t('backups.chip.never')
          : t('backups.chip.days', { days: backup.provedDaysAgo })}
      </span>
    </Button>
  );
}
