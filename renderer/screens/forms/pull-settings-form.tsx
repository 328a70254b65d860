import type { ReactNode } from 'react';
import type { FormDetails, PullSettings } from '../../../electron/ipc/forms.ts';
import { putReply, useAsk, useReply } from '../../state/replies.ts';
import { NativeField } from '../../widgets/native-field.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';

const NO_PRESET = 'nothing';

/** How one form is pulled. Each change is saved at once. */
export function PullSettingsForm({ details }: { readonly details: FormDetails }): ReactNode {
  const { t } = useWords();
  const { row, settings } = details;
  const form = { source: row.source, formId: row.formId };
  const presets = useReply('export.presets', {}).value ?? [];
  const set = useAsk('forms.set');
  const change = (part: Partial<PullSettings>): void => {
    const next = { ...settings, ...part };
    putReply('forms.details', form, { ...details, settings: next });
    void set.ask({ form, settings: next });
  };
  const today = new Date().toISOString().slice(0, 10);
  return (
    <div className="stack pull-settings">
      <PickerField
        label={t('forms.settings.which')}
        value={settings.which.kind}
        options={[
          { id: 'new', label: t('forms.settings.which.new') },
          { id: 'all', label: t('forms.settings.which.all') },
          { id: 'since', label: t('forms.settings.which.since') },
        ]}
        onChange={(kind) => change({ which: kind === 'since' ? { kind, day: today } : { kind } })}
      />
      {settings.which.kind === 'since' && (
        <NativeField
          type="date"
          label={t('forms.settings.since')}
          value={settings.which.day}
          onChange={(day) => {
            if (day !== '') change({ which: { kind: 'since', day } });
          }}
        />
      )}
      <PickerField
        label={t('forms.settings.media')}
        value={settings.media ? 'yes' : 'no'}
        options={[
          { id: 'yes', label: t('forms.settings.media.yes') },
          { id: 'no', label: t('forms.settings.media.no') },
        ]}
        onChange={(value) => change({ media: value === 'yes' })}
      />
      <PickerField
        label={t('forms.settings.encrypted')}
        value={settings.keepEncrypted}
        options={[
          { id: 'until-readable', label: t('forms.settings.encrypted.until-readable') },
          { id: 'always', label: t('forms.settings.encrypted.always') },
        ]}
        onChange={(keepEncrypted) => change({ keepEncrypted })}
      />
      <PickerField
        label={t('forms.settings.after')}
        value={settings.exportWith === null ? NO_PRESET : `preset:${settings.exportWith}`}
        options={[
          { id: NO_PRESET, label: t('forms.settings.after.nothing') },
          ...presets.map(({ name }) => ({
            id: `preset:${name}`,
            label: t('forms.settings.after.export', { profile: name }),
          })),
        ]}
        onChange={(value) =>
          change({ exportWith: value === NO_PRESET ? null : value.slice('preset:'.length) })
        }
      />
      <PickerField
        label={t('forms.settings.repeat')}
        value={settings.repeat.kind}
        hint={t('forms.settings.repeat.hint')}
        options={[
          { id: 'never', label: t('forms.settings.repeat.never') },
          { id: 'hourly', label: t('forms.settings.repeat.hourly') },
          { id: 'daily', label: t('forms.settings.repeat.daily') },
        ]}
        onChange={(kind) => change({ repeat: kind === 'daily' ? { kind, at: '08:00' } : { kind } })}
      />
      {settings.repeat.kind === 'daily' && (
        <NativeField
          type="time"
          label={t('forms.settings.repeat.at')}
          value={settings.repeat.at}
          onChange={(at) => {
            if (at !== '') change({ repeat: { kind: 'daily', at } });
          }}
        />
      )}
      {set.problem !== null && <ProblemText problem={set.problem} />}
    </div>
  );
}
