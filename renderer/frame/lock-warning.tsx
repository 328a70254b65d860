import { type ReactNode, useEffect, useState } from 'react';
import { ask } from '../state/bridge.ts';
import { Button } from '../widgets/button.tsx';
import { Notice } from '../widgets/notice.tsx';
import { useWords } from '../words/use-words.tsx';

/** Warns a minute before the idle lock, with a button that stays. */
export function LockWarning(): ReactNode {
  const { t } = useWords();
  const [isWarned, setWarned] = useState(false);
  useEffect(
    () =>
      window.attache.listen((event) => {
        if (event.type === 'lock-warned') setWarned(true);
        if (event.type === 'lock-unwarned') setWarned(false);
      }),
    [],
  );
  if (!isWarned) return null;
  return (
    <div aria-live="assertive">
      <Notice
        tone="warn"
        icon="lock"
        title={t('frame.lockWarning')}
        action={<Button onPress={() => void ask('app.active', {})}>{t('frame.stayOpen')}</Button>}
      />
    </div>
  );
}
