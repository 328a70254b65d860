import type { ReactNode } from 'react';
import type { Language } from '../../../electron/ipc/app.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { languageName, languages } from '../../words/languages.ts';
import { useWords } from '../../words/use-words.tsx';
import { useSettings } from './use-setting.ts';

const SYSTEM = 'system';

export function GeneralSection(): ReactNode {
  const { t } = useWords();
  const { settings, set, problem } = useSettings();
  return (
    <div className="settings-form stack">
      <PickerField
        label={t('settings.language')}
        value={settings.language ?? SYSTEM}
        options={[
          { id: SYSTEM, label: t('settings.language.system') },
          ...languages.map((language) => ({ id: language, label: languageName(language) })),
        ]}
        onChange={(value) => set({ language: value === SYSTEM ? null : (value as Language) })}
      />
      <div className="field">
        <span className="label">{t('settings.theme')}</span>
        <Segmented
          label={t('settings.theme')}
          value={settings.theme}
          onChange={(theme) => set({ theme })}
          options={[
            { id: 'system', label: t('settings.theme.system') },
            { id: 'light', label: t('settings.theme.light') },
            { id: 'dark', label: t('settings.theme.dark') },
          ]}
        />
      </div>
      <PickerField
        label={t('settings.formats')}
        value={settings.formats}
        options={[
          { id: 'language', label: t('settings.formats.language') },
          { id: 'computer', label: t('settings.formats.computer') },
        ]}
        onChange={(formats) => set({ formats })}
      />
      <Check isChecked={settings.singleKeys} onChange={(singleKeys) => set({ singleKeys })}>
        {t('settings.singleKeys')}
      </Check>
      <div>
        <Check
          isChecked={settings.sharedComputer === true}
          onChange={(sharedComputer) => set({ sharedComputer })}
        >
          {t('settings.shared')}
        </Check>
        <p className="secondary">{t('settings.shared.text')}</p>
      </div>
      <div className="row">
        <Button onPress={() => go({ screen: 'first-run' })}>{t('settings.setUpAgain')}</Button>
      </div>
      {problem !== null && <ProblemText problem={problem} />}
    </div>
  );
}
