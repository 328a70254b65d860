import { type ReactNode, useState } from 'react';
import { useCommand } from '../state/commands.ts';
import { useSaid } from '../state/notices.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { useWords } from '../words/use-words.tsx';

/** All that was said in this window, newest first. */
export function HistoryDialog(): ReactNode {
  const { t, since, full } = useWords();
  const said = useSaid();
  const [isOpen, setOpen] = useState(false);
  useCommand('history', () => setOpen(true));
  if (!isOpen) return null;
  const close = (): void => setOpen(false);
  return (
    <Dialog
      title={t('frame.history')}
      onClose={close}
      buttons={
        <Button autoFocus onPress={close}>
          {t('common.close')}
        </Button>
      }
    >
      {said.length === 0 ? (
        <p className="secondary">{t('frame.history.none')}</p>
      ) : (
        <ul>
          {said.map((one) => (
            <li key={one.id} className="row">
              <span className="mono dim" title={full(one.at)}>
                {since(one.at)}
              </span>
              <span>{one.text}</span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
