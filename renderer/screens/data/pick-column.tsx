import { type ReactNode, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { ColumnInfo, Filter, Wording } from '../../../electron/ipc/data.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { FindField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';
import { columnTitle, fitsColumn } from './column-titles.ts';

/**
 * Asks which column to filter by: a question or a fact about submissions. Finds it by a part of its label or
 * variable name.
 */
export function PickColumn({
  columns,
  wording,
  close,
  onPick,
  onFilter,
}: {
  readonly columns: readonly ColumnInfo[];
  readonly wording: Wording;
  readonly close: () => void;
  readonly onPick: (id: string) => void;
  readonly onFilter: (filter: Filter) => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const [text, setText] = useState('');
  const found = columns.filter((column) => fitsColumn(words, column, wording, text));
  return (
    <Dialog
      title={t('data.filter.add')}
      onClose={close}
      buttons={<Button onPress={close}>{t('common.cancel')}</Button>}
    >
      <div className="stack">
        <FindField label={t('data.columns.find')} value={text} onChange={setText} width={360} />
        <ListBox
          className="menu columns-list"
          aria-label={t('data.columns.name')}
          onAction={(id) => onPick(String(id))}
        >
          {found.map((column) => {
            const title = columnTitle(words, column, wording);
            return (
              <ListBoxItem key={column.id} id={column.id} textValue={title} className="menu-item">
                <bdi dir="auto">{title}</bdi>
                {!column.id.startsWith('@') && title !== column.name && (
                  <bdi dir="ltr" className="mono dim">
                    {column.name}
                  </bdi>
                )}
              </ListBoxItem>
            );
          })}
        </ListBox>
        <div className="row">
          <Button icon="file-x" onPress={() => onFilter({ kind: 'only-here' })}>
            {t('data.chip.only-here')}
          </Button>
          <Button icon="eye-off" onPress={() => onFilter({ kind: 'unlisted' })}>
            {t('data.chip.unlisted')}
          </Button>
          <Button icon="history" onPress={() => onFilter({ kind: 'all-versions' })}>
            {t('data.chip.all-versions')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
