import type { ReactNode } from 'react';
import type { DataForm } from '../../../electron/ipc/data.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Says why a form has no rows to show, and what to do: add a key, or pull. */
export function NothingHere({ form }: { readonly form: DataForm }): ReactNode {
  const { t } = useWords();
  return form.here > 0 ? (
    <Empty
      title={t('data.empty.noneReadable', { count: form.here })}
      actions={<Button onPress={() => go({ screen: 'keys', add: true })}>{t('data.empty.addKey')}</Button>}
    >
      {t('data.empty.noneReadable.text')}
    </Empty>
  ) : (
    <Empty
      title={t('data.empty.notPulled')}
      actions={
        <Button onPress={() => go({ screen: 'forms', filter: 'to-pull' })}>{t('data.empty.pull')}</Button>
      }
    >
      {form.toPull !== null && t('data.empty.notPulled.text', { count: form.toPull })}
    </Empty>
  );
}
