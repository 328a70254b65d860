import type { ReactNode } from 'react';
import { Button } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Says that no backup is made before the backup code is kept. */
export function CodeNeeded({ show }: { readonly show: () => void }): ReactNode {
  const { t } = useWords();
  return (
    <div className="row wraps">
      <span className="grow">
        <Icon name="triangle-alert" inText className="warn" /> {t('backups.code.needed')}
      </span>
      <Button kind="primary" onPress={show}>
        {t('backups.code.ask')}
      </Button>
    </div>
  );
}
