import { type ReactNode, useState } from 'react';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Asks for the number of a row. */
export function GoToRow({
  total,
  close,
  onGo,
}: {
  readonly total: number;
  readonly close: () => void;
  readonly onGo: (index: number) => void;
}): ReactNode {
  const { t } = useWords();
  const [text, setText] = useState('');
  const row = Number(text);
  const isGood = Number.isInteger(row) && row >= 1 && row <= total;
  const submit = (): void => {
    if (isGood) onGo(row - 1);
  };
  return (
    <Dialog
      title={t('data.goToRow')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind="primary" disabled={isGood ? null : t('data.goToRow.number')} onPress={submit}>
            {t('data.goToRow')}
          </Button>
        </>
      }
    >
      <TextField
        isStacked
        autoFocus
        label={t('data.goToRow.number')}
        value={text}
        onChange={setText}
        onEnter={submit}
      />
    </Dialog>
  );
}
