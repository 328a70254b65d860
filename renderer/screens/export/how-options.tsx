import type { ReactNode } from 'react';
import { Check } from '../../widgets/check.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { FormatChecks, FormatFields } from './format-options.tsx';
import { FormatsField } from './formats-field.tsx';
import { databaseOf } from './in-database.ts';
import { chosenFormats, type OptionProps } from './option-props.ts';

/** How the files are written. Shows only the options of the chosen formats. */
export function HowOptions(props: OptionProps): ReactNode {
  const { t } = useWords();
  const { options, change, formats } = props;
  const chosen = chosenFormats(options, formats);
  const isWithoutMedia = options.deidentify?.media === false;
  return (
    <>
      <PickerField
        label={t('export.format')}
        value={options.format}
        options={formats.map(({ id }) => ({ id, label: t(`export.format.${id}`) }))}
        onChange={(id) => change({ format: id })}
      />
      <FormatsField options={options} formats={formats} onChange={(moreFormats) => change({ moreFormats })} />
      <FormatFields {...props} chosen={chosen} />
      <div className="export-checks">
        {databaseOf(chosen) !== 'all' && (
          <Check
            isChecked={options.media && !isWithoutMedia}
            isDisabled={isWithoutMedia}
            onChange={(media) => change({ media })}
          >
            {t(isWithoutMedia ? 'export.media.deidentified' : 'export.media')}
          </Check>
        )}
        <FormatChecks chosen={chosen} options={options} change={change} />
      </div>
    </>
  );
}
