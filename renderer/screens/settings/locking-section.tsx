import type { ReactNode } from 'react';
import { useApp } from '../../state/app-info.ts';
import { useReply } from '../../state/replies.ts';
import { Check } from '../../widgets/check.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { withOwn } from './network-section.tsx';
import { useSettings } from './use-setting.ts';

const offered = [1, 5, 15, 30, 60];
const NEVER = 'never';

export function LockingSection(): ReactNode {
  const { t } = useWords();
  const { settings, set, problem } = useSettings();
  const { lock } = settings;
  const { hasKeychain } = useApp();
  const encryption = useReply('engine.status', {}, { keep: true }).value?.encryption ?? null;
  return (
    <div className="settings-form stack">
      <PickerField
        label={t('settings.lock.idle')}
        value={lock.idle === null ? NEVER : String(lock.idle)}
        options={[
          ...withOwn(offered, lock.idle ?? 15).map((minutes) => ({
            id: String(minutes),
            label: t('settings.lock.idle.value', { minutes }),
          })),
          { id: NEVER, label: t('settings.lock.idle.never') },
        ]}
        onChange={(value) => set({ lock: { ...lock, idle: value === NEVER ? null : Number(value) } })}
      />
      <Check
        isChecked={lock.onScreenLock}
        onChange={(onScreenLock) => set({ lock: { ...lock, onScreenLock } })}
      >
        {t('settings.lock.screen')}
      </Check>
      <Check isChecked={lock.onSleep} onChange={(onSleep) => set({ lock: { ...lock, onSleep } })}>
        {t('settings.lock.sleep')}
      </Check>
      {hasKeychain && (
        <div>
          <Check isChecked={settings.unattended} onChange={(unattended) => set({ unattended })}>
            {t('settings.unattended')}
          </Check>
          <p className="secondary">{t('settings.unattended.text')}</p>
        </div>
      )}
      <p className="secondary">
        {t(encryption === null ? 'settings.lock.text' : 'settings.lock.text.encrypted')}
      </p>
      {problem !== null && <ProblemText problem={problem} />}
    </div>
  );
}
