import { type ReactNode, useState } from 'react';
import type { ColumnInfo, Wording } from '../../../electron/ipc/data.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { FindField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';
import { columnTitle, labelOf } from './column-titles.ts';

/** Which columns are shown: found by name, grouped as in the form. */
export function ColumnsDialog({
  columns,
  shown,
  wording,
  onChange,
  onReset,
  close,
}: {
  readonly columns: readonly ColumnInfo[];
  readonly shown: readonly string[];
  readonly wording: Wording;
  readonly onChange: (shown: readonly string[]) => void;
  readonly onReset: () => void;
  readonly close: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const [text, setText] = useState('');
  const [isAnswered, setAnswered] = useState(false);
  const found = columns.filter(
    (column) =>
      (!isAnswered || column.hasAnswers) &&
      `${columnTitle(words, column, wording)} ${column.name}`
        .toLowerCase()
        .includes(text.trim().toLowerCase()),
  );
  const groups = Map.groupBy(found, ({ groups: around }) =>
    around.map(({ name, labels }) => labelOf(labels, name, wording)).join(' › '),
  );
  const set = (ids: readonly string[], isOn: boolean): void => {
    const rest = shown.filter((id) => !ids.includes(id));
    onChange(isOn ? [...rest, ...ids] : rest);
  };
  return (
    <Dialog
      title={t('data.columns.name')}
      onClose={close}
      buttons={
        <>
          <Button kind="quiet" onPress={onReset}>
            {t('data.columns.reset')}
          </Button>
          <Button kind="primary" onPress={close}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FindField label={t('data.columns.find')} value={text} onChange={setText} />
        <Check isChecked={isAnswered} onChange={setAnswered}>
          {t('data.columns.withAnswers')}
        </Check>
        <div className="columns-list">
          {[...groups].map(([group, inside]) => {
            const ids = inside.map(({ id }) => id);
            const on = ids.filter((id) => shown.includes(id)).length;
            return (
              <section key={group} aria-label={group === '' ? t('data.columns.name') : group}>
                {group !== '' && (
                  <Check
                    isChecked={on === ids.length}
                    isMixed={on > 0 && on < ids.length}
                    onChange={(isOn) => set(ids, isOn)}
                  >
                    <b className="strong">{group}</b>
                  </Check>
                )}
                {inside.map((column) => (
                  <div key={column.id} className={group === '' ? '' : 'indented'}>
                    <Check isChecked={shown.includes(column.id)} onChange={(isOn) => set([column.id], isOn)}>
                      <bdi>{columnTitle(words, column, wording)}</bdi>
                    </Check>
                  </div>
                ))}
              </section>
            );
          })}
        </div>
      </div>
    </Dialog>
  );
}
