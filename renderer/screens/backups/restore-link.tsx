import { type ReactNode, useState } from 'react';
import { Link } from '../../widgets/button.tsx';
import { useWords } from '../../words/use-words.tsx';
import { RestoreBackup } from './restore-backup.tsx';

/** On a new computer: a link that restores a backup, before there is anything else. */
export function RestoreLink(): ReactNode {
  const { t } = useWords();
  const [isRestoring, setRestoring] = useState(false);
  return (
    <>
      <Link onPress={() => setRestoring(true)}>{t('backups.restore')}</Link>
      {isRestoring && <RestoreBackup close={() => setRestoring(false)} />}
    </>
  );
}
