import { type ReactNode, useState } from 'react';
import { useApp } from '../../state/app-info.ts';
import { ask } from '../../state/bridge.ts';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';

export function AboutSection(): ReactNode {
  const { t, when } = useWords();
  const { versions } = useApp();
  const status = useReply('engine.status', {}, { keep: true }).value;
  const [isShown, setShown] = useState(false);
  const licences = useReply('app.licences', isShown ? {} : null).value;
  const lines = [
    [t('settings.about.version'), versions.app],
    [t('settings.about.electron'), versions.electron],
    [t('settings.about.chromium'), versions.chromium],
    [t('settings.about.node'), versions.node],
    [t('settings.about.sqlite'), versions.sqlite],
  ] as const;
  return (
    <div className="settings-form stack">
      <dl className="facts">
        {lines.map(([what, version]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{version}</dd>
          </div>
        ))}
        {status !== undefined && (
          <div>
            <dt>{t('settings.about.selfTest')}</dt>
            <dd>
              {status.selfTest.failed.length === 0 ? (
                <StateMark icon="circle-check" tone="ok">
                  {t('settings.about.selfTest.passed', { time: when(status.selfTest.at) })}
                </StateMark>
              ) : (
                <StateMark icon="circle-x" tone="bad">
                  {t('settings.about.selfTest.failed', { names: status.selfTest.failed.join(', ') })}
                </StateMark>
              )}
            </dd>
          </div>
        )}
      </dl>
      <p>{t('settings.about.independent')}</p>
      <div className="row">
        <Button icon="external-link" onPress={() => void ask('app.openHelp', { page: 'encrypted-forms' })}>
          {t('settings.about.help')}
        </Button>
        <Button onPress={() => setShown(true)}>{t('settings.about.licences.show')}</Button>
      </div>
      {licences !== undefined && (
        <section aria-label={t('settings.about.licences')}>
          {licences.map((one) => (
            <details key={`${one.name} ${one.version}`}>
              <summary>
                {one.name} {one.version} <span className="secondary">{one.licence}</span>
              </summary>
              <pre className="log mono" dir="ltr">
                {one.text}
              </pre>
            </details>
          ))}
        </section>
      )}
    </div>
  );
}
