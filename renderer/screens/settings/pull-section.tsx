import type { ReactNode } from 'react';
import { ProblemText } from '../../widgets/notice.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { useSettings } from './use-setting.ts';

export function PullSection(): ReactNode {
  const { t } = useWords();
  const { settings, set, problem } = useSettings();
  return (
    <div className="settings-form stack">
      <PickerField
        label={t('settings.repeat')}
        value={settings.repeat}
        hint={t('settings.repeat.hint')}
        options={[
          { id: 'never', label: t('settings.repeat.never') },
          { id: 'hourly', label: t('settings.repeat.hourly') },
        ]}
        onChange={(repeat) => set({ repeat })}
      />
      <PickerField
        label={t('settings.encrypted')}
        value={settings.keepEncrypted}
        options={[
          { id: 'until-readable', label: t('settings.encrypted.until-readable') },
          { id: 'always', label: t('settings.encrypted.always') },
        ]}
        onChange={(keepEncrypted) => set({ keepEncrypted })}
      />
      {problem !== null && <ProblemText problem={problem} />}
    </div>
  );
}
