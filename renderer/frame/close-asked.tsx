import { type ReactNode, useEffect, useState } from 'react';
import { ask } from '../state/bridge.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { useWords } from '../words/use-words.tsx';

/** Asks before the window is closed while a pull runs. */
export function CloseAsked(): ReactNode {
  const { t } = useWords();
  const [isAsked, setAsked] = useState(false);
  useEffect(
    () =>
      window.attache.listen((event) => {
        if (event.type === 'close-asked') setAsked(true);
      }),
    [],
  );
  if (!isAsked) return null;
  const answer = (stop: boolean): void => {
    setAsked(false);
    void ask('app.close', { stop });
  };
  return (
    <Dialog
      title={t('frame.close.title')}
      role="alertdialog"
      onClose={() => answer(false)}
      buttons={
        <>
          <Button autoFocus onPress={() => answer(false)}>
            {t('frame.close.keep')}
          </Button>
          <Button kind="danger" onPress={() => answer(true)}>
            {t('frame.close.stop')}
          </Button>
        </>
      }
    >
      <p>{t('frame.close.text')}</p>
    </Dialog>
  );
}
