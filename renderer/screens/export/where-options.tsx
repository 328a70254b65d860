import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { TextField } from '../../widgets/field.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { DatabaseFields } from './database-fields.tsx';
import { databaseOf } from './in-database.ts';
import { chosenFormats, type OptionProps } from './option-props.ts';
import { shortPath } from './short-path.ts';
import type { DatabaseSignIn } from './use-database.ts';

/** Where the files go, and what happens to files that are there. */
export function WhereOptions({
  options,
  change,
  folder,
  formats,
  signIn,
}: OptionProps & { readonly folder: string | null; readonly signIn: DatabaseSignIn }): ReactNode {
  const { t } = useWords();
  const database = databaseOf(chosenFormats(options, formats));
  const choose = async (): Promise<void> => {
    const place = await usable(await ask('app.chooseFolder', { purpose: 'export' }), 'export');
    if (place !== null) change({ placeId: place.id });
  };
  return (
    <>
      {database !== 'none' && <DatabaseFields options={options} change={change} signIn={signIn} />}
      <div className="field">
        <span className="label" aria-hidden="true">
          {t(database === 'all' ? 'export.folder.report' : 'export.folder')}
        </span>
        <AriaButton
          className="picker"
          aria-label={t('export.folder.choose', { folder: folder ?? '' })}
          onPress={() => void choose()}
        >
          <span className="value" dir="ltr" title={folder ?? undefined}>
            <bdi>{folder === null ? '' : shortPath(folder)}</bdi>
          </span>
          <Icon name="folder-open" inText />
        </AriaButton>
      </div>
      {!options.allForms && database !== 'all' && (
        <TextField
          label={t('export.file')}
          value={options.fileName ?? ''}
          placeholder={t('export.file.own')}
          onChange={(text) => change({ fileName: text === '' ? null : text.slice(0, 200) })}
        />
      )}
      {database !== 'all' && (
        <PickerField
          label={t('export.existing')}
          value={options.existing}
          options={[
            { id: 'ask', label: t('export.existing.ask') },
            { id: 'number', label: t('export.existing.number') },
            { id: 'replace', label: t('export.existing.replace') },
          ]}
          onChange={(existing) => change({ existing })}
        />
      )}
    </>
  );
}
