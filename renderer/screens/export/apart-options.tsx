import { type ReactNode, useState } from 'react';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { type Option, PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { DeidentifyDialog } from './deidentify-dialog.tsx';
import { keepPlace, keptPath } from './draft.ts';
import type { OptionProps } from './option-props.ts';
import { PlaceField } from './place-field.tsx';

type Shown = 'none' | 'chosen' | 'choose';

/** What is done to answers on their way out, and never in the workspace: corrections, and what identifies people. */
export function ApartOptions({
  options,
  form,
  change,
}: Pick<OptionProps, 'options' | 'form' | 'change'>): ReactNode {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const { deidentify, formId, labels } = options;
  const chooseCorrections = async (): Promise<void> => {
    const place = await ask('app.chooseFile', { purpose: 'corrections' });
    if (place !== null) change({ corrections: keepPlace(place) });
  };
  const chooseLinking = async (): Promise<void> => {
    const place = await usable(await ask('app.chooseFolder', { purpose: 'export' }), 'export');
    if (place !== null) change({ linkingFolder: keepPlace(place) });
  };
  const shown: Option<Shown>[] = [{ id: 'none', label: t('export.deidentify.none') }];
  if (deidentify !== null) {
    const own = deidentify.columns.filter((rule) => rule.form === undefined || rule.form === formId);
    const label = options.allForms
      ? t('export.deidentify.chosen.all', { count: deidentify.columns.length })
      : t('export.deidentify.chosen', { count: own.length });
    shown.push({ id: 'chosen', label });
  }
  shown.push({ id: 'choose', label: t('export.columns.choose') });
  return (
    <>
      <PickerField<Shown>
        label={t('export.deidentify')}
        value={deidentify === null ? 'none' : 'chosen'}
        options={shown}
        onChange={(id) => {
          if (id === 'none') change({ deidentify: null, linkingFolder: null });
          if (id === 'choose') setOpen(true);
        }}
      />
      {deidentify !== null && (
        <PlaceField
          label={t('export.linking')}
          none={t('export.linking.none')}
          path={keptPath(options.linkingFolder)}
          choose={() => void chooseLinking()}
          clear={() => change({ linkingFolder: null })}
        />
      )}
      <PlaceField
        label={t('export.corrections')}
        none={t('export.corrections.none')}
        path={keptPath(options.corrections)}
        choose={() => void chooseCorrections()}
        clear={() => change({ corrections: null })}
      />
      {isOpen && (
        <DeidentifyDialog
          formId={formId}
          title={form?.title ?? formId}
          language={labels}
          rules={deidentify}
          close={() => setOpen(false)}
          use={(rules) => {
            setOpen(false);
            change({ deidentify: rules });
          }}
        />
      )}
    </>
  );
}
