import type { ReactNode } from 'react';
import { useApp } from '../../state/app-info.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Asks once whether others use this computer too. *Settings → General* changes the answer. */
export function SharedQuestion(): ReactNode {
  const { t } = useWords();
  const { sharedComputer } = useApp().settings;
  const set = useAsk('app.set');
  if (sharedComputer !== null) return null;
  return (
    <section className="stack first-run-shared" aria-label={t('firstRun.shared')}>
      <div className="row wraps">
        <h2 className="grow">{t('firstRun.shared')}</h2>
        <Button onPress={() => void set.ask({ sharedComputer: true })}>{t('firstRun.shared.yes')}</Button>
        <Button onPress={() => void set.ask({ sharedComputer: false })}>{t('firstRun.shared.no')}</Button>
      </div>
      <p className="secondary">{t('firstRun.shared.text')}</p>
    </section>
  );
}
