import { type ReactNode, useState } from 'react';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { useWords } from '../../words/use-words.tsx';
import { ChosenField } from './chosen-field.tsx';
import { DeidentifyDialog } from './deidentify-dialog.tsx';
import { rulesFor } from './deidentify-rules.ts';
import { keepPlace, keptPath } from './draft.ts';
import type { OptionProps } from './option-props.ts';
import { shortPath } from './short-path.ts';

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
  return (
    <>
      <ChosenField
        label={t('export.deidentify')}
        none={t('export.deidentify.none')}
        chosen={
          deidentify === null
            ? null
            : options.allForms
              ? t('export.deidentify.chosen.all', { count: deidentify.columns.length })
              : t('export.deidentify.chosen', { count: rulesFor(deidentify, formId).length })
        }
        choose={() => setOpen(true)}
        clear={() => change({ deidentify: null, linkingFolder: null })}
      />
      {deidentify !== null && (
        <ChosenField
          label={t('export.linking')}
          none={t('export.linking.none')}
          chosen={pathOf(options.linkingFolder)}
          choose={() => void chooseLinking()}
          clear={() => change({ linkingFolder: null })}
        />
      )}
      <ChosenField
        label={t('export.corrections')}
        none={t('export.corrections.none')}
        chosen={pathOf(options.corrections)}
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

/** A place that was chosen, as the field shows it; null: none is. */
function pathOf(placeId: string | null): string | null {
  const path = keptPath(placeId);
  return path === null ? null : shortPath(path);
}
