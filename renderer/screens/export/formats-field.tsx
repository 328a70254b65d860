import { type ReactNode, useState } from 'react';
import type { ExportOptions, FormatView } from '../../../electron/ipc/export.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { type Option, PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';

type Shown = 'none' | 'chosen' | 'choose';
type FormatIds = ExportOptions['moreFormats'];

/** The formats that are written beside the first one. */
export function FormatsField({
  options: { format, moreFormats },
  formats,
  onChange,
}: {
  readonly options: Pick<ExportOptions, 'format' | 'moreFormats'>;
  readonly formats: readonly FormatView[];
  readonly onChange: (formats: FormatIds) => void;
}): ReactNode {
  const { t } = useWords();
  const [isChoosing, setChoosing] = useState(false);
  const chosen = moreFormats.filter((id) => id !== format);
  const [only] = chosen;
  const options: Option<Shown>[] = [{ id: 'none', label: t('export.also.none') }];
  if (only !== undefined) {
    const label =
      chosen.length === 1 ? t(`export.format.${only}`) : t('export.also.count', { count: chosen.length });
    options.push({ id: 'chosen', label });
  }
  options.push({ id: 'choose', label: t('export.columns.choose') });
  return (
    <>
      <PickerField<Shown>
        label={t('export.also')}
        value={chosen.length === 0 ? 'none' : 'chosen'}
        options={options}
        onChange={(id) => {
          if (id === 'none') onChange([]);
          if (id === 'choose') setChoosing(true);
        }}
      />
      {isChoosing && (
        <FormatsDialog
          formats={formats.filter(({ id }) => id !== format)}
          before={chosen}
          close={() => setChoosing(false)}
          use={(ids) => {
            setChoosing(false);
            onChange(ids);
          }}
        />
      )}
    </>
  );
}

function FormatsDialog({
  formats,
  before,
  use,
  close,
}: {
  readonly formats: readonly FormatView[];
  readonly before: FormatIds;
  readonly use: (formats: FormatIds) => void;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(before));
  const ids = formats.map(({ id }) => id).filter((id) => chosen.has(id));
  return (
    <Dialog
      title={t('export.also')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind="primary" onPress={() => use(ids)}>
            {t('export.also.use', { count: ids.length })}
          </Button>
        </>
      }
    >
      <p className="secondary">{t('export.also.text')}</p>
      <div className="format-list">
        {formats.map(({ id }) => (
          <Check
            key={id}
            isChecked={chosen.has(id)}
            onChange={(isOn) =>
              setChosen(new Set(isOn ? [...chosen, id] : [...chosen].filter((one) => one !== id)))
            }
          >
            {t(`export.format.${id}`)}
          </Check>
        ))}
      </div>
    </Dialog>
  );
}
