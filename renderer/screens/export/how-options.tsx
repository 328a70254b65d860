import type { ReactNode } from 'react';
import type { ExportOptions } from '../../../electron/ipc/export.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { type Option, PickerField } from '../../widgets/picker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { useWords } from '../../words/use-words.tsx';
import type { OptionProps } from './option-props.ts';

const RECORDED = 'recorded';
const UTC = 'UTC';
type Separator = ExportOptions['separator'];

/** How the files are written; only what the format knows is asked for. */
export function HowOptions({ options, form, change }: OptionProps): ReactNode {
  const { t } = useWords();
  const isTidy = options.format === 'tidy';
  const languages = form?.languages ?? [];
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Without a zone Briefcase shows UTC; tidy tables keep what the device wrote.
  const dates: Option<string>[] = [
    ...(isTidy ? [{ id: RECORDED, label: t('export.dates.recorded') }] : []),
    { id: UTC, label: t('export.dates.utc') },
    ...(zone === UTC ? [] : [{ id: zone, label: t('export.dates.here') }]),
  ];
  const shownZone = options.timeZone ?? (isTidy ? RECORDED : UTC);
  if (!dates.some(({ id }) => id === shownZone)) {
    dates.push({ id: shownZone, label: t('export.dates.zone', { zone: shownZone }) });
  }
  return (
    <>
      <PickerField
        label={t('export.format')}
        value={options.format}
        options={[
          { id: 'tidy', label: t('export.format.tidy') },
          { id: 'briefcase', label: t('export.format.briefcase') },
        ]}
        onChange={(format) => change({ format })}
      />
      {isTidy && (
        <div className="field">
          <span className="label" aria-hidden="true">
            {t('export.choices')}
          </span>
          <Segmented
            label={t('export.choices')}
            value={options.choices}
            onChange={(choices) => change({ choices })}
            options={[
              { id: 'values', label: t('export.choices.values') },
              { id: 'labels', label: t('export.choices.labels') },
            ]}
          />
        </div>
      )}
      {isTidy && options.choices === 'labels' && (
        <PickerField
          label={t('export.language')}
          value={options.language}
          options={(languages.length === 0 ? [''] : languages).map((id) => ({
            id,
            label: id === '' ? t('export.language.only') : id,
          }))}
          onChange={(language) => change({ language })}
        />
      )}
      <PickerField
        label={t('export.names')}
        value={options.names === 'full' ? 'full' : 'leaf'}
        options={[
          { id: 'leaf', label: t('export.names.leaf') },
          { id: 'full', label: t('export.names.full') },
        ]}
        onChange={(names) => change({ names })}
      />
      <PickerField
        label={t('export.dates')}
        value={shownZone}
        options={dates}
        onChange={(id) => change({ timeZone: id === RECORDED ? null : id })}
      />
      {isTidy && (
        <PickerField<Separator>
          label={t('export.separator')}
          value={options.separator}
          options={[
            { id: ',', label: t('export.separator.comma') },
            { id: ';', label: t('export.separator.semicolon') },
            { id: '\t', label: t('export.separator.tab') },
          ]}
          onChange={(separator) => change({ separator })}
        />
      )}
      <div className="export-checks">
        <Check isChecked={options.media} onChange={(media) => change({ media })}>
          {t('export.media')}
        </Check>
        <Check
          isChecked={options.splitSelectMultiples}
          onChange={(splitSelectMultiples) => change({ splitSelectMultiples })}
        >
          {t('export.split')}
        </Check>
        <Explained text={t('export.guard.tip')}>
          <Check isChecked={options.formulaGuard} onChange={(formulaGuard) => change({ formulaGuard })}>
            {t('export.guard')}
          </Check>
        </Explained>
        {isTidy && (
          <Explained text={t('export.mark.tip')}>
            <Check isChecked={options.byteOrderMark} onChange={(byteOrderMark) => change({ byteOrderMark })}>
              {t('export.mark')}
            </Check>
          </Explained>
        )}
      </div>
    </>
  );
}

/** A box with a button that says what it is for. */
function Explained({ text, children }: { readonly text: string; readonly children: ReactNode }): ReactNode {
  return (
    <span className="row explained">
      {children}
      <Button kind="quiet" icon="info" label={text} />
    </span>
  );
}
