import type { ReactNode } from 'react';
import { PickerField } from '../../widgets/picker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Whether choices are written as values or as labels, and in which language. Takes the language; null is values. */
export function LabelsField({
  value,
  languages,
  onChange,
}: {
  readonly value: string | null;
  readonly languages: readonly string[];
  readonly onChange: (language: string | null) => void;
}): ReactNode {
  const { t } = useWords();
  const offered = languages.length === 0 ? [''] : languages;
  return (
    <>
      <div className="field">
        <span className="label" aria-hidden="true">
          {t('export.option.labels')}
        </span>
        <Segmented<'values' | 'labels'>
          label={t('export.option.labels')}
          value={value === null ? 'values' : 'labels'}
          onChange={(kind) => onChange(kind === 'values' ? null : (offered[0] ?? ''))}
          options={[
            { id: 'values', label: t('export.option.labels.values') },
            { id: 'labels', label: t('export.option.labels.labels') },
          ]}
        />
      </div>
      {value !== null && (
        <PickerField
          label={t('export.option.labels.language')}
          value={value}
          options={offered.map((id) => ({ id, label: id === '' ? t('export.option.labels.only') : id }))}
          onChange={onChange}
        />
      )}
    </>
  );
}
