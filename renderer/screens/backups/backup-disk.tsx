import type { ReactNode } from 'react';
import type { BackupDisk as Disk } from '../../../electron/ipc/backup.ts';
import { Icon } from '../../widgets/icon.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The disk of a backup's folder, and what follows from it. */
export function BackupDisk({ disk }: { readonly disk: Disk | null }): ReactNode {
  const { t, bytes } = useWords();
  if (disk === null) {
    return (
      <p>
        <Icon name="triangle-alert" inText className="warn" /> {t('backups.disk.away')}
      </p>
    );
  }
  return (
    <>
      <p className="secondary">{t('backups.disk', { name: disk.name, free: bytes(disk.free) })}</p>
      {disk.isOfWorkspace && (
        <p>
          <Icon name="triangle-alert" inText className="warn" /> {t('backups.disk.same')}
        </p>
      )}
    </>
  );
}
