import type { ReactNode } from 'react';
import { Check } from '../../widgets/check.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { FormatChecks, FormatFields } from './format-options.tsx';
import type { OptionProps } from './option-props.ts';

/** How the files are written. Shows only the options of the format. */
export function HowOptions(props: OptionProps): ReactNode {
  const { t } = useWords();
  const { options, change, formats } = props;
  const format = formats.find(({ id }) => id === options.format);
  return (
    <>
      <PickerField
        label={t('export.format')}
        value={options.format}
        options={formats.map(({ id }) => ({ id, label: t(`export.format.${id}`) }))}
        onChange={(id) => change({ format: id })}
      />
      {format !== undefined && <FormatFields {...props} format={format} />}
      <div className="export-checks">
        <Check isChecked={options.media} onChange={(media) => change({ media })}>
          {t('export.media')}
        </Check>
        {format !== undefined && <FormatChecks format={format} options={options} change={change} />}
      </div>
    </>
  );
}
