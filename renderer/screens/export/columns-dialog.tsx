import { type ReactNode, useState } from 'react';
import type { ExportForm } from '../../../electron/ipc/export.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { FindField } from '../../widgets/field.tsx';
import { useWords } from '../../words/use-words.tsx';
import { allPaths, found, ticked } from './column-choice.ts';

/** Chooses the answers that are written, table by table. */
export function ColumnsDialog({
  form,
  chosen: before,
  use,
  close,
}: {
  readonly form: ExportForm;
  readonly chosen: readonly string[];
  readonly use: (columns: readonly string[]) => void;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const [chosen, setChosen] = useState(before);
  const [text, setText] = useState('');
  const isChosen = new Set(chosen);
  const tables = found(form, text);
  const counts = { count: chosen.length, all: allPaths(form).length };
  return (
    <Dialog
      title={t('export.columns.title')}
      isWide
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            disabled={chosen.length === 0 ? t('export.columns.useNone') : null}
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
        {tables.length === 0 && <p className="secondary">{t('export.columns.noMatch', { text })}</p>}
        {tables.map(({ path, label, columns }) => {
          const paths = columns.map((column) => column.path);
          const count = paths.filter((one) => isChosen.has(one)).length;
          return (
            <fieldset key={path}>
              <legend>
                <Check
                  isChecked={count === paths.length}
                  isMixed={count > 0 && count < paths.length}
                  onChange={(isOn) => setChosen(ticked(form, chosen, paths, isOn))}
                >
                  <b dir="auto">{path === '' ? t('export.columns.submission') : label}</b>
                </Check>
              </legend>
              {columns.map((column) => (
                <Check
                  key={column.path}
                  isChecked={isChosen.has(column.path)}
                  onChange={(isOn) => setChosen(ticked(form, chosen, [column.path], isOn))}
                >
                  <bdi className="cut column-label">{column.label}</bdi>
                  <bdi className="mono dim cut">{column.path}</bdi>
                </Check>
              ))}
            </fieldset>
          );
        })}
      </div>
    </Dialog>
  );
}
