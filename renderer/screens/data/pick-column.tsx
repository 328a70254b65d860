import type { ReactNode } from 'react';
import type { ColumnInfo, Wording } from '../../../electron/ipc/data.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { columnTitle } from './column-titles.ts';

/** Asks which column to filter by. */
export function PickColumn({
  columns,
  wording,
  close,
  onPick,
}: {
  readonly columns: readonly ColumnInfo[];
  readonly wording: Wording;
  readonly close: () => void;
  readonly onPick: (id: string) => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  return (
    <Dialog
      title={t('data.filter.add')}
      onClose={close}
      buttons={<Button onPress={close}>{t('common.cancel')}</Button>}
    >
      <Picker
        label={t('data.columns.find')}
        value={null}
        width="100%"
        options={columns.map((column) => ({ id: column.id, label: columnTitle(words, column, wording) }))}
        onChange={onPick}
      />
    </Dialog>
  );
}
