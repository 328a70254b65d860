import { type ReactNode, useState } from 'react';
import type { ColumnInfo, Wording } from '../../../electron/ipc/data.ts';
import { Button } from '../../widgets/button.tsx';
import { Check, CheckMany } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { FindField } from '../../widgets/field.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { useWords } from '../../words/use-words.tsx';
import { withColumns } from './column-order.ts';
import { columnTitle, fitsColumn, labelOf } from './column-titles.ts';

type Order = 'groups' | 'names';

/** Chooses the shown columns: all at once, by group, or one by one. Finds them by label or variable name. */
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
  const [order, setOrder] = useState<Order>('groups');
  const isShown = new Set(shown);
  const found = columns.filter(
    (column) => (!isAnswered || column.hasAnswers) && fitsColumn(words, column, wording, text),
  );
  const all = idsOf(columns);
  const set = (some: readonly ColumnInfo[], isOn: boolean): void => {
    onChange(withColumns(all, shown, idsOf(some), isOn));
  };
  const about = t('sheet.about');
  // The path distinguishes questions that have the same name in two groups.
  const names = columns.map(({ name }) => name);
  const variableOf = ({ name, id }: ColumnInfo): string =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : id;
  const groupOf = ({ id, groups }: ColumnInfo): string =>
    id.startsWith('@') ? about : groups.map(({ name, labels }) => labelOf(labels, name, wording)).join(' › ');
  const groups =
    order === 'groups'
      ? Map.groupBy(found, groupOf)
      : new Map([['', [...found].sort((one, other) => byName.compare(one.name, other.name))]]);
  return (
    <Dialog
      title={t('data.columns.name')}
      isWide
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
        <div className="row wraps">
          <FindField label={t('data.columns.find')} value={text} onChange={setText} />
          <Segmented
            label={t('data.columns.order')}
            value={order}
            onChange={setOrder}
            options={[
              { id: 'groups', label: t('data.columns.order.groups') },
              { id: 'names', label: t('data.columns.order.names') },
            ]}
          />
        </div>
        <div className="row wraps">
          <CheckMany ids={idsOf(found)} chosen={isShown} onChange={(isOn) => set(found, isOn)}>
            <b className="strong">
              {found.length === columns.length
                ? t('data.columns.all', { count: columns.length })
                : t('data.columns.allFound', { count: found.length })}
            </b>
          </CheckMany>
          <span className="grow" />
          <Check isChecked={isAnswered} onChange={setAnswered}>
            {t('data.columns.withAnswers')}
          </Check>
        </div>
        <div className="columns-list">
          {[...groups].map(([group, inside]) => (
            <section key={group} aria-label={group === '' ? t('data.columns.name') : group}>
              {group !== '' && (
                <CheckMany ids={idsOf(inside)} chosen={isShown} onChange={(isOn) => set(inside, isOn)}>
                  <b className="strong" dir="auto">
                    {group}
                  </b>
                </CheckMany>
              )}
              {inside.map((column) => (
                <div key={column.id} className={group === '' ? '' : 'indented'}>
                  <Check isChecked={isShown.has(column.id)} onChange={(isOn) => set([column], isOn)}>
                    <ColumnText
                      column={column}
                      variable={variableOf(column)}
                      wording={wording}
                      order={order}
                    />
                  </Check>
                </div>
              ))}
            </section>
          ))}
        </div>
      </div>
    </Dialog>
  );
}

const idsOf = (columns: readonly ColumnInfo[]): readonly string[] => columns.map(({ id }) => id);
const byName = new Intl.Collator('en', { numeric: true });

/** A column's label and variable name. The list decides which comes first. */
function ColumnText({
  column,
  variable,
  wording,
  order,
}: {
  readonly column: ColumnInfo;
  readonly variable: string;
  readonly wording: Wording;
  readonly order: Order;
}): ReactNode {
  const title = columnTitle(useWords(), column, wording);
  const label = (
    <bdi dir="auto" className={order === 'names' ? 'dim' : ''}>
      {title}
    </bdi>
  );
  if (column.id.startsWith('@') || title === variable) return label;
  const name = (
    <bdi dir="ltr" className={`mono ${order === 'names' ? '' : 'dim'}`}>
      {variable}
    </bdi>
  );
  return (
    <span className="column-text">
      {order === 'names' ? name : label} {order === 'names' ? label : name}
    </span>
  );
}
