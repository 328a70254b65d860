import { type ReactNode, useState } from 'react';
import type { ExportForm } from '../../../electron/ipc/export.ts';
import { Button } from '../../widgets/button.tsx';
import { Check, CheckMany } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { FindField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';
import { allPaths, byGroup, type ColumnTable, found, ticked } from './column-choice.ts';

const pathsOf = (columns: ColumnTable['columns']): readonly string[] => columns.map(({ path }) => path);

/** Chooses answers of a form, table by table. */
export function ColumnsDialog({
  title,
  form,
  chosen: before,
  mayBeNone = false,
  use,
  close,
}: {
  readonly title: string;
  readonly form: ExportForm;
  readonly chosen: readonly string[];
  readonly mayBeNone?: boolean;
  readonly use: (columns: readonly string[]) => void;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const [chosen, setChosen] = useState(before);
  const [text, setText] = useState('');
  const isChosen = new Set(chosen);
  const tables = found(form, text);
  const every = tables.flatMap(({ columns }) => columns);
  const tick =
    (columns: ColumnTable['columns']) =>
    (isOn: boolean): void =>
      setChosen(ticked(form, chosen, pathsOf(columns), isOn));
  const counts = { count: chosen.length, all: allPaths(form).length };
  return (
    <Dialog
      title={title}
      isWide
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            disabled={chosen.length === 0 && !mayBeNone ? t('export.columns.useNone') : null}
            onPress={() => use(chosen)}
          >
            {t('export.columns.use', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <div className="row">
        <FindField label={t('export.columns.find')} value={text} onChange={setText} />
        <span className="secondary">{t('export.columns.count', counts)}</span>
      </div>
      <div className="column-list">
        {every.length > 0 && (
          <CheckMany ids={pathsOf(every)} chosen={isChosen} onChange={tick(every)}>
            <b className="strong">
              {every.length === counts.all
                ? t('data.columns.all', { count: every.length })
                : t('data.columns.allFound', { count: every.length })}
            </b>
          </CheckMany>
        )}
        {tables.length === 0 && <p className="secondary">{t('export.columns.noMatch', { text })}</p>}
        {tables.map((table) => (
          <fieldset key={table.path}>
            <legend>
              <CheckMany ids={pathsOf(table.columns)} chosen={isChosen} onChange={tick(table.columns)}>
                <b dir="auto">{table.path === '' ? t('export.columns.submission') : table.label}</b>
              </CheckMany>
            </legend>
            {byGroup(table).map(([group, columns]) => (
              <div key={group} className="column-group">
                {group !== '' && (
                  <CheckMany ids={pathsOf(columns)} chosen={isChosen} onChange={tick(columns)}>
                    <bdi className="mono strong">{group}</bdi>
                  </CheckMany>
                )}
                {columns.map((column) => (
                  <Check key={column.path} isChecked={isChosen.has(column.path)} onChange={tick([column])}>
                    <bdi className="cut column-label">{column.label}</bdi>
                    <bdi className="mono dim cut">{column.path}</bdi>
                  </Check>
                ))}
              </div>
            ))}
          </fieldset>
        ))}
      </div>
    </Dialog>
  );
}
