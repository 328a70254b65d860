import type { ReactNode } from 'react';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { Head } from '../../widgets/head.tsx';
import { useWords } from '../../words/use-words.tsx';
import { addFolder } from './add-folder.ts';

export function NoForms(): ReactNode {
  const { t } = useWords();
  return (
    <>
      <Head title={t('forms.title')} />
      <div className="content">
        <Empty
          title={t('forms.empty')}
          actions={
            <>
              <Button kind="primary" onPress={() => go({ screen: 'servers', add: true })}>
                {t('forms.empty.addServer')}
              </Button>
              <Button onPress={() => void addFolder()}>{t('forms.empty.addFolder')}</Button>
            </>
          }
        >
          {t('forms.empty.text')}
        </Empty>
      </div>
    </>
  );
}
