import { type ReactNode, useState } from 'react';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { useSettings } from './use-setting.ts';

export function LogSection(): ReactNode {
  const { t } = useWords();
  const { settings, set, problem } = useSettings();
  const [isShown, setShown] = useState(false);
  const log = useReply('app.log', isShown ? {} : null);
  return (
    <div className="settings-form stack">
      <PickerField
        label={t('settings.log.level')}
        value={settings.logLevel}
        options={[
          { id: 'off', label: t('settings.log.off') },
          { id: 'error', label: t('settings.log.error') },
          { id: 'info', label: t('settings.log.info') },
          { id: 'debug', label: t('settings.log.debug') },
        ]}
        onChange={(logLevel) => set({ logLevel })}
      />
      <p className="secondary">{t('settings.log.text')}</p>
      <div className="row">
        <Button
          onPress={() => {
            setShown(true);
            if (isShown) log.again();
          }}
        >
          {t('settings.log.show')}
        </Button>
      </div>
      {problem !== null && <ProblemText problem={problem} />}
      {log.state === 'there' && (
        <>
          <bdi className="mono secondary" dir="ltr">
            {log.value.path}
          </bdi>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text must be scrolled by keyboard too. */}
          <pre className="log mono" dir="ltr" tabIndex={0}>
            {log.value.lines.length === 0 ? t('settings.log.none') : log.value.lines.join('\n')}
          </pre>
        </>
      )}
    </div>
  );
}
