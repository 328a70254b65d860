import { type ReactNode, useState } from 'react';
import type { ColumnInfo, Filter } from '../../../electron/ipc/data.ts';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { NativeField } from '../../widgets/native-field.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { factValue } from './fact-value.ts';

type Kind = 'is' | 'is-not' | 'contains' | 'starts' | 'empty' | 'not-empty' | 'between';

const kindsOf = (column: ColumnInfo): readonly Kind[] => {
  switch (column.type) {
    case 'select':
    case 'select-multiple':
      return ['is', 'is-not', 'contains', 'empty', 'not-empty'];
    case 'integer':
    case 'decimal':
    case 'date':
    case 'datetime':
      return ['between', 'is', 'empty', 'not-empty'];
    default:
      return ['contains', 'starts', 'is', 'is-not', 'empty', 'not-empty'];
  }
};

/** Asks for a condition on one column: its kind, then the values, text or limits that this kind needs. */
export function FilterDialog({
  column,
  title,
  formId,
  path,
  language,
  close,
  onApply,
}: {
  readonly column: ColumnInfo;
  readonly title: string;
  readonly formId: string;
  readonly path: string;
  readonly language: string;
  readonly close: () => void;
  readonly onApply: (filter: Filter) => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const kinds = kindsOf(column);
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'contains');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [text, setText] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const isValues = kind === 'is' || kind === 'is-not';
  const values = useReply('data.values', isValues ? { formId, path, column: column.id, language } : null);
  const filter = makeFilter(kind, column.id, chosen, text, from, to);
  const inputType = column.type === 'date' || column.type === 'datetime' ? 'date' : 'decimal';
  return (
    <Dialog
      title={t('data.filter.of', { column: title })}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            disabled={filter === null ? t('data.filter.how') : null}
            onPress={() => {
              if (filter !== null) onApply(filter);
            }}
          >
            {t('data.filter.apply')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <PickerField
          label={t('data.filter.how')}
          value={kind}
          options={kinds.map((id) => ({ id, label: words.maybe(`data.filter.${id}`) ?? id }))}
          onChange={setKind}
        />
        {(kind === 'contains' || kind === 'starts') && (
          <TextField label={t('data.filter.text')} autoFocus value={text} onChange={setText} />
        )}
        {kind === 'between' && (
          <>
            <NativeField type={inputType} label={t('data.filter.from')} value={from} onChange={setFrom} />
            <NativeField type={inputType} label={t('data.filter.to')} value={to} onChange={setTo} />
          </>
        )}
        {isValues && values.state === 'loading' && <LoadingRows screen={title} rows={4} />}
        {isValues && (
          <div className="columns-list">
            {(values.value ?? []).map(({ value, label, count }) => (
              <div key={value} className="row">
                <Check
                  isChecked={chosen.has(value)}
                  onChange={(isOn) => {
                    const next = new Set(chosen);
                    if (isOn) next.add(value);
                    else next.delete(value);
                    setChosen(next);
                  }}
                >
                  <bdi>{factValue(words, column.id, value) ?? label}</bdi>
                </Check>
                <span className="grow" />
                <span className="secondary">{words.number(count)}</span>
              </div>
            ))}
          </div>
        )}
      </div>
    </Dialog>
  );
}

function makeFilter(
  kind: Kind,
  column: string,
  chosen: ReadonlySet<string>,
  text: string,
  from: string,
  to: string,
): Filter | null {
  switch (kind) {
    case 'is':
    case 'is-not':
      return chosen.size === 0 ? null : { kind, column, values: [...chosen] };
    case 'contains':
    case 'starts':
      return text.trim() === '' ? null : { kind, column, text: text.trim() };
    case 'empty':
    case 'not-empty':
      return { kind, column };
    case 'between':
      return from === '' && to === ''
        ? null
        : { kind, column, from: from === '' ? null : from, to: to === '' ? null : to };
  }
}
