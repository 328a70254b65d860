import type { ReactNode } from 'react';
import { PickerField } from '../../widgets/picker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { useWords } from '../../words/use-words.tsx';

interface LabelsProps {
  readonly value: string | null;
  readonly languages: readonly string[];
  readonly onChange: (language: string | null) => void;
}

/** Whether choices are written as values or as labels, and in which language. Takes the language; null is values. */
export function LabelsField({ value, languages, onChange }: LabelsProps): ReactNode {
  const { t } = useWords();
  return (
    <>
      <div className="field">
        <span className="label" aria-hidden="true">
          {t('export.option.labels')}
        </span>
        <Segmented<'values' | 'labels'>
          label={t('export.option.labels')}
          value={value === null ? 'values' : 'labels'}
          onChange={(kind) => onChange(kind === 'values' ? null : (languages[0] ?? ''))}
          options={[
            { id: 'values', label: t('export.option.labels.values') },
            { id: 'labels', label: t('export.option.labels.labels') },
          ]}
        />
      </div>
      {value !== null && <Languages value={value} languages={languages} onChange={onChange} />}
    </>
  );
}

/**
 * The language of labels that are written in any case. Takes the language; null is the form's first. A form
 * with one language has no field.
 */
export function LanguageField(props: LabelsProps): ReactNode {
  const { value, languages } = props;
  return languages.length < 2 ? null : <Languages {...props} value={value ?? languages[0] ?? ''} />;
}

function Languages({ value, languages, onChange }: LabelsProps): ReactNode {
  const { t } = useWords();
  const offered = languages.length === 0 ? [''] : languages;
  return (
    <PickerField
      label={t('export.option.labels.language')}
      value={value}
      options={offered.map((id) => ({ id, label: id === '' ? t('export.option.labels.only') : id }))}
      onChange={onChange}
    />
  );
}
